"""What the wire sends, what it keeps of it, and what it never keeps."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fixtures.cookies import new_jar
from fixtures.wire import Ask, Reply, form_body, json_body
from tests.core.building import wire_to
from tests.core.loopback import Loopback, document, respond, serving

SECRET = "An-Opaque-Credential-0123456789"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving(respond(200, "hello", ("Set-Cookie", "mine=1; Path=/"))) as running:
        yield running


def test_a_request_goes_out_as_it_was_asked(server: Loopback) -> None:
    body, content_type = json_body({"username": "ada", "password": "ünïcode"})
    ask = Ask(
        method="POST", url=f"{server.url}/login?next=%2F", headers=(("X-One", "1"), ("X-Two", "é")), body=body,
        content_type=content_type,
    )  # fmt: skip

    with wire_to(server.url) as wire:
        wire.send(ask, purpose="a test")

    seen = server.requests[0]
    assert (seen.method, seen.path, seen.body) == ("POST", "/login?next=%2F", body)
    assert seen.header("Content-Type") == "application/json"
    assert (seen.header("X-One"), seen.header("X-Two")) == ("1", "é")
    assert seen.header("Accept-Encoding") == "identity"
    assert "Bearproof" in (seen.header("User-Agent") or "")


def test_a_form_is_encoded() -> None:
    assert form_body({"a": "1 2", "b": "ü&="}) == (b"a=1+2&b=%C3%BC%26%3D", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/login", "https://app.example/api/login"),
        ("login", "https://app.example/api/login"),
        ("https://auth.example/x", "https://auth.example/x"),
        ("/", "https://app.example/api/"),
        ("/a?b=c", "https://app.example/api/a?b=c"),
    ],
)
def test_a_path_is_below_the_url_of_the_target(reference: str, url: str) -> None:
    with wire_to("https://app.example/api") as wire:
        assert wire.url(reference) == url


def test_two_people_on_one_wire_keep_their_cookies_apart(server: Loopback) -> None:
    ada, bob = new_jar(), new_jar()
    with wire_to(server.url) as wire:
        for jar in (ada, bob, ada):
            wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar)
        wire.send(Ask(method="GET", url=server.url), purpose="a test")

    assert [request.cookies for request in server.requests] == [{}, {}, {"mine": "1"}, {}]


def test_a_withheld_cookie_stays_in_the_jar_and_at_home(server: Loopback) -> None:
    jar = new_jar()
    with wire_to(server.url) as wire:
        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar)
        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar, withheld=frozenset({"mine"}))

    assert server.requests[1].cookies == {}
    assert [cookie.name for cookie in jar.jar] == ["mine"]


@pytest.mark.parametrize(
    ("ask", "is_carried"),
    [
        (Ask(method="GET", url="/me", headers=(("Authorization", f"Bearer {SECRET}"),), carries=SECRET), True),
        (Ask(method="GET", url=f"/me?token={SECRET}", carries=SECRET), True),
        (Ask(method="POST", url="/me", body=json_body({"t": 'quoted "secret"'})[0], carries='quoted "secret"'), True),
        (Ask(method="POST", url="/me", body=json_body({"t": "ünïcode-secret"})[0], carries="ünïcode-secret"), True),
        (Ask(method="POST", url="/me", body=form_body({"t": "a b&c/d"})[0], carries="a b&c/d"), True),
        (Ask(method="GET", url="/me", carries=SECRET), False),
        (Ask(method="GET", url="/me", headers=(("Authorization", f"Bearer {SECRET[:-1]}"),), carries=SECRET), False),
        (Ask(method="POST", url="/me", body=b"{}", carries=SECRET), False),
    ],
)
def test_an_attack_that_is_not_in_the_request_is_our_own_error(
    server: Loopback,
    ask: Ask,
    is_carried: bool,  # noqa: FBT001  a column of the table
) -> None:
    ask = replace(ask, url=server.url + ask.url)
    with wire_to(server.url) as wire:
        if is_carried:
            assert wire.send(ask, purpose="a test").status == 200
        else:
            with pytest.raises(RuntimeError, match=r"the credential of (GET|POST) /me was never put into the request"):
                wire.send(ask, purpose="a test")

    assert len(server.requests) == int(is_carried)


@pytest.mark.parametrize("value", ["a\r\nX-Injected: 1", "a\nb", "a\x00b"])
def test_a_credential_with_control_characters_is_not_sent_and_injects_nothing(server: Loopback, value: str) -> None:
    ask = Ask(method="GET", url=server.url, headers=(("Authorization", f"Bearer {value}"),), carries=value)

    with wire_to(server.url) as wire:
        reply = wire.send(ask, purpose="a test")

    assert reply.status is None
    assert "LocalProtocolError" in reply.problem
    assert server.requests == []


def test_the_pace_is_kept(server: Loopback) -> None:
    started = time.monotonic()

    with wire_to(server.url, requests_per_second=20) as wire:
        for _ in range(5):
            wire.send(Ask(method="GET", url=server.url), purpose="a test")

    assert time.monotonic() - started >= 4 / 20


def test_what_was_spent_is_counted(server: Loopback) -> None:
    with wire_to(server.url) as wire:
        replies = [wire.send(Ask(method="GET", url=server.url), purpose="a test") for _ in range(3)]

        assert [reply.exchange.number for reply in replies] == [1, 2, 3]
        assert wire.cost.requests == 3
        assert wire.cost.waited_seconds > 0
        assert wire.next_number() == 4
        assert wire.cost.requests == 4


def test_no_secret_is_in_the_record_and_every_secret_is_in_the_live_answer() -> None:
    headers = (("X-Echo", SECRET), ("Set-Cookie", f"sid={SECRET}"))
    answer = document({"opaque": SECRET, "padding": "x" * 5000}, 200, *headers)
    with serving(answer) as server, wire_to(server.url) as wire:
        ask = Ask(
            method="POST", url=f"{server.url}/echo?t={SECRET}", headers=(("Authorization", f"Bearer {SECRET}"),),
            body=f'{{"echo": "{SECRET}"}}'.encode(),
        )  # fmt: skip

        reply = wire.send(ask, purpose="a test", secrets_in=lambda _reply: [(SECRET, "access token")])

    assert SECRET in reply.text
    assert reply.cookies[0].value == SECRET
    assert SECRET not in repr(reply.exchange)
    assert repr(reply.exchange).count("‹access token sha256:") >= 4


def test_a_cookie_value_is_secret_from_the_moment_it_was_seen() -> None:
    answer = respond(200, f"<p>{SECRET}</p>", ("Set-Cookie", f"sid={SECRET}"))
    with serving(answer) as server, wire_to(server.url) as wire:
        reply = wire.send(Ask(method="GET", url=server.url), purpose="a test")

    assert SECRET not in repr(reply.exchange)
    assert "‹cookie sid sha256:" in reply.exchange.response_body


@pytest.mark.parametrize("offset", range(4096 - len(SECRET) - 2, 4100, 3))
def test_nothing_of_a_secret_shows_where_the_record_is_cut(offset: int) -> None:
    def secrets_of(_reply: Reply) -> list[tuple[str, str]]:
        return [(SECRET, "access token")]

    with serving(respond(200, "-" * offset + SECRET + "-" * 3000)) as server, wire_to(server.url) as wire:
        reply = wire.send(Ask(method="GET", url=server.url), purpose="a test", secrets_in=secrets_of)

    shown = reply.exchange.response_body
    assert len(shown) < 4200
    assert not any(SECRET[:length] in shown for length in range(3, len(SECRET)))


def test_a_password_that_spells_the_host_spoils_nothing(server: Loopback) -> None:
    with wire_to(server.url) as wire:
        wire.vault.remember("127.0.0.1", "password")

        reply = wire.send(Ask(method="GET", url=f"{server.url}/me"), purpose="a test")

    assert reply.asked == "GET /me"
