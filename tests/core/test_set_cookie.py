"""Set-Cookie lines are read the way a browser reads them, however odd they are."""

from typing import Any

import httpx
import pytest

from fixtures.cookies import SetCookie, keep, new_jar, parse_set_cookie
from fixtures.redact import fingerprint

NOW = 1_767_268_800.0
PLAIN: dict[str, Any] = {
    "name": "a", "value": "b", "http_only": False, "secure": False, "same_site": None, "path": None, "domain": None,
    "max_age": None, "expires": None, "received": NOW,
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "differences"),
    [
        ("a=b", {}),
        ("a=b; HttpOnly; Secure", {"http_only": True, "secure": True}),
        ("a=b;httponly;SECURE", {"http_only": True, "secure": True}),
        ("a=b; Secure=false; HttpOnly=0", {"http_only": True, "secure": True}),
        ("a=b; SameSite=Lax", {"same_site": "Lax"}),
        ("a=b; samesite=none", {"same_site": "none"}),
        ("a=b; SameSite=Strict; SameSite=None", {"same_site": "None"}),
        ("a=b; SameSite=", {"same_site": ""}),
        ("a=b; Path=/auth; Domain=app.example", {"path": "/auth", "domain": "app.example"}),
        ("a=b; Domain=; Path=", {}),
        ("a=b; Path=auth; Path=/x", {"path": "/x"}),
        ("a=b; Version=1; Port; Comment=no", {}),
        ("a=b; Max-Age=60", {"max_age": 60}),
        ("a=b; max-age = 60 ", {"max_age": 60}),
        ("a=b; Max-Age=0", {"max_age": 0}),
        ("a=b; Max-Age=-1", {"max_age": -1}),
        ("a=b; Max-Age=007", {"max_age": 7}),
        ("a=b; Max-Age=1; Max-Age=2", {"max_age": 2}),
        ("a=b; Max-Age=5; Max-Age=soon", {"max_age": 5}),
        ("a=b; Max-Age", {}),
        ("a=b; Max-Age=", {}),
        ("a=b; Max-Age=--5", {}),
        ("a=b; Max-Age=1e3", {}),
        ("a=b; Max-Age=1.5", {}),
        ("a=b; Max-Age=NaN", {}),
        ('a=b; Max-Age="60"', {}),
        ("a=b; Max-Age=\u0663", {}),
        ("a=b; Max-Age=" + "9" * 5000, {"max_age": 999_999_999_999}),
        ("a=b; Max-Age=-" + "9" * 400, {"max_age": -999_999_999_999}),
        ("a=b; Max-Age=" + "0" * 5000 + "5", {"max_age": 5}),
        ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", {"expires": 0.0}),
        ("a=b; Expires=Thu, 01-Jan-1970 00:00:01 GMT", {"expires": 1.0}),
        ("a=b; Expires=garbage", {}),
        ("a=b; Expires", {}),
        ("a=b; Expires=Wed, 21 Oct 99999 07:28:00 GMT", {}),
        ("a=", {"value": ""}),
        ("a", {"value": ""}),
        ("  a = b ", {}),
        ("a=b=c", {"value": "b=c"}),
        ('a="b"', {"value": '"b"'}),
        ("a=b; Priority=High; Partitioned; x=y", {}),
        ("a=b;;; ;HttpOnly", {"http_only": True}),
    ],
)
def test_a_line_is_read_like_this(line: str, differences: dict[str, Any]) -> None:
    assert parse_set_cookie(line, received=NOW) == SetCookie(**{**PLAIN, **differences})


@pytest.mark.parametrize("line", ["", "=b", ";", "; a=b", "   "])
def test_a_line_without_a_name_is_no_cookie(line: str) -> None:
    assert parse_set_cookie(line, received=NOW) is None


@pytest.mark.parametrize(
    ("line", "is_deletion", "lifetime"),
    [
        ("a=b", False, None),
        ("a=", False, None),
        ("a=b; Max-Age=60", False, 60.0),
        ("a=; Max-Age=0", True, 0.0),
        ("a=; Max-Age=-1", True, -1.0),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", True, -NOW),
        ("a=b; Expires=Thu, 01 Jan 2026 12:01:00 GMT", False, 60.0),
        ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", False, 60.0),
        ("a=b; Expires=Thu, 01 Jan 2026 12:01:00 GMT; Max-Age=0", True, 0.0),
        ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=never", True, -NOW),
        ("a=b; Max-Age=" + "9" * 400, False, 999_999_999_999.0),
    ],
)
def test_max_age_wins_over_expires_and_what_is_over_is_a_deletion(
    line: str,
    is_deletion: bool,  # noqa: FBT001  a column of the table
    lifetime: float | None,
) -> None:
    cookie = parse_set_cookie(line, received=NOW)

    assert cookie is not None
    assert (cookie.is_deletion, cookie.lifetime) == (is_deletion, lifetime)


def test_a_described_line_shows_its_attributes_and_never_its_value() -> None:
    line = "a=the-secret-value; Path=/; Domain=x.example; Max-Age=5; Expires=Thu, 01 Jan 2026 12:01:00 GMT; Secure"

    cookie = parse_set_cookie(f"{line}; HttpOnly; SameSite=Lax", received=NOW)

    assert cookie is not None
    assert cookie.described() == (
        f"a=‹cookie sha256:{fingerprint('the-secret-value')}›; Path=/; Domain=x.example; Max-Age=5; Expires=…; Secure;"
        " HttpOnly; SameSite=Lax"
    )


@pytest.mark.parametrize(
    "oddity",
    [
        "", "; Max-Age=--5", "; Max-Age=1.5", "; Max-Age=undefined", '; Max-Age="60"', "; Max-Age=" + "9" * 5000,
        "; Domain=", "; Domain", "; Expires=garbage", "; Expires=", "; Path=", "; Path=x", "; SameSite=Nonsense",
        "; Version=banana", "; Version=1", "; Port", "; Discard", "; Comment=x",
    ],
)  # fmt: skip
def test_an_odd_attribute_does_not_cost_the_cookie(oddity: str) -> None:
    jar = new_jar()
    request = httpx.Request("GET", "https://app.example/login")

    keep(jar, httpx.Response(200, headers={"Set-Cookie": f"a=b{oddity}"}, request=request))

    again = httpx.Request("GET", "https://app.example/me")
    jar.set_cookie_header(again)
    assert again.headers.get("Cookie") == "a=b"


@pytest.mark.parametrize("line", ["a=; Max-Age=0", "a=x; Max-Age=-9", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_deletion_takes_the_cookie_out_of_the_jar(line: str) -> None:
    jar, request = new_jar(), httpx.Request("GET", "https://app.example/login")
    keep(jar, httpx.Response(200, headers={"Set-Cookie": "a=b; Path=/"}, request=request))

    keep(jar, httpx.Response(200, headers={"Set-Cookie": f"{line}; Path=/"}, request=request))

    assert list(jar.jar) == []


@pytest.mark.parametrize(
    ("name", "attributes", "is_heeded"),
    [
        ("__Host-a", "Path=/; Secure", True),
        ("__Host-a", "Path=/", False),
        ("__Host-a", "Path=/; Secure; Domain=app.example", False),
        ("__host-a", "Secure", False),
        ("__Secure-a", "Path=/; Secure", True),
        ("__Secure-a", "Path=/", False),
        ("a", "Path=/", True),
    ],
)
def test_a_deletion_against_the_prefix_of_its_name_deletes_nothing(
    name: str, attributes: str, *, is_heeded: bool
) -> None:
    jar, request = new_jar(), httpx.Request("GET", "https://app.example/")
    keep(jar, httpx.Response(200, headers={"Set-Cookie": f"{name}=b; Path=/; Secure"}, request=request))

    keep(jar, httpx.Response(200, headers={"Set-Cookie": f"{name}=; {attributes}; Max-Age=0"}, request=request))

    assert (list(jar.jar) == []) is is_heeded


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_domain_that_is_a_host_with_nothing_below_it_says_nothing(host: str) -> None:
    jar, request = new_jar(), httpx.Request("GET", f"https://{host}/")
    keep(jar, httpx.Response(200, headers={"Set-Cookie": f"sid=x; Path=/; Domain={host}"}, request=request))

    again = httpx.Request("GET", f"https://{host}/again")
    jar.set_cookie_header(again)
    assert again.headers.get("Cookie") == "sid=x"


def test_a_cookie_for_another_domain_is_not_kept() -> None:
    jar, request = new_jar(), httpx.Request("GET", "https://app.example/login")

    keep(jar, httpx.Response(200, headers={"Set-Cookie": "a=b; Domain=bank.example"}, request=request))

    assert list(jar.jar) == []
