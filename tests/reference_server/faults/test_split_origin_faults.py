"""Faults of pages at an origin of their own, and the honest server that they are compared with."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.reference_server.running import Server, bearer, log_in


def _asked_from(server: Server, origin: str, *, fault_free_login: bool = True) -> dict[str, httpx.Response]:
    """What a page of ``origin`` is answered: at the login, at the refresh, and before it may send its token."""
    page = {"Origin": origin, "Sec-Fetch-Site": "same-site"}
    with server.client() as client:
        body = {"username": "ada", "password": "correct horse battery"}
        login = client.post("/login", json=body, headers=page)
        refresh = client.post("/refresh_token", headers=page)
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        preflight = client.options("/me", headers={**page, **asked})
    assert not fault_free_login or login.status_code == 200
    return {"login": login, "refresh": refresh, "preflight": preflight}


def _lets_in(answer: httpx.Response, origin: str) -> bool:
    named = answer.headers.get("access-control-allow-origin") == origin
    return named and answer.headers.get("access-control-allow-credentials") == "true" and answer.status_code == 200


@pytest.fixture(scope="module")
def split() -> Iterator[Server]:
    """The honest server whose pages have an origin of their own."""
    with Server("--split-origin") as server:
        yield server


def test_the_page_is_let_in_and_nobody_else(split: Server) -> None:
    app = str(split.ready["app"])
    assert app == split.ready["second_api"] != split.url

    assert {name: _lets_in(answer, app) for name, answer in _asked_from(split, app).items()} == {
        "login": True,
        "refresh": True,
        "preflight": True,
    }
    for stranger in (split.url, "https://attacker.example", "null", app.replace("https", "http")):
        answers = _asked_from(split, stranger, fault_free_login=False)
        assert not any("access-control-allow-origin" in answer.headers for answer in answers.values())
        assert [answers["login"].status_code, answers["refresh"].status_code] == [403, 403]


def test_a_page_of_the_site_that_does_not_say_which_it_is_is_refused(split: Server) -> None:
    with split.client() as client:
        log_in(client)
        assert client.post("/refresh_token", headers={"Sec-Fetch-Site": "same-site"}).status_code == 403


def test_the_pages_name_the_api_and_may_talk_to_it(split: Server) -> None:
    with split.client() as client:
        page = client.get(f"{split.ready['app']}/login")
        assert f'<meta name="api-origin" content="{split.url}">' in page.text
        assert f"connect-src 'self' {split.url};" in page.headers["content-security-policy"]
        assert client.get("/login").status_code == 405
        token = log_in(client)
        assert client.get(f"{split.ready['app']}/whoami", headers=bearer(token)).status_code == 200
        assert 'id="user"' in client.get(f"{split.ready['app']}/dashboard").text


def test_the_page_of_a_server_with_one_origin_names_no_api() -> None:
    with Server() as server, server.client() as client:
        page = client.get("/login")
    assert "api-origin" not in page.text
    assert re.search(r"connect-src 'self';", page.headers["content-security-policy"])


@pytest.mark.parametrize(
    ("fault", "shut"),
    [
        ("forgets_the_credentials_of_the_refresh", {"refresh"}),
        ("lets_the_page_log_in_but_not_refresh", {"refresh"}),
        ("lets_no_page_send_a_token", {"preflight"}),
        ("shuts_its_own_page_out", {"login", "refresh", "preflight"}),
    ],
)
def test_the_page_is_shut_out_where_the_story_says_so(fault: str, shut: set[str]) -> None:
    with Server("--fault", fault) as server:
        app = str(server.ready["app"])
        answers = _asked_from(server, app)

    assert app != server.url
    assert {name for name, answer in answers.items() if not _lets_in(answer, app)} == shut
    assert answers["refresh"].status_code == 200
