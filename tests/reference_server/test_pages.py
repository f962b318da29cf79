"""The pages that the server renders."""

import httpx
import pytest

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import (
    ADA,
    BOB,
    COOKIE,
    MALLORY,
    Server,
    User,
    bearer,
    cookie,
    log_in,
    refresh_token,
)  # fmt: skip


@pytest.mark.parametrize("user", [ADA, BOB], ids=["ada", "bob"])
def test_the_dashboard_is_rendered_for_the_owner_of_the_cookie(client: httpx.Client, user: User) -> None:
    log_in(client, user)

    answer = client.get("/dashboard")

    assert answer.status_code == 200
    assert f'id="user">{user.username}<' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_render_spends_the_cookie_and_hands_back_the_next(
    server: Server, client: httpx.Client, new_client: NewClient
) -> None:
    log_in(client)
    spent = refresh_token(client)

    (line,) = client.get("/dashboard").headers.get_list("set-cookie")

    assert line.endswith("; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax")
    assert refresh_token(client) != spent
    assert client.post("/refresh_token").status_code == 200
    server.command(advance=11)
    assert new_client().post("/refresh_token", headers=cookie(spent)).status_code == 401


def test_a_stranger_is_sent_to_the_login_page(client: httpx.Client) -> None:
    answer = client.get("/dashboard")

    assert (answer.status_code, answer.headers["location"]) == (302, "/login")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == ""
    assert "set-cookie" not in answer.headers


def test_a_bad_cookie_is_taken_away(server: Server, client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    revoked = refresh_token(client)
    client.post("/logout")
    log_in(client)
    expired = refresh_token(client)
    server.command(advance=31 * 86_400)

    for value in ("garbage", revoked, expired):
        answer = new_client().get("/dashboard", headers=cookie(value))
        assert (answer.status_code, answer.headers["location"], answer.text) == (302, "/login", "")
        assert answer.headers["set-cookie"].startswith(f"{COOKIE}=; Path=/; Max-Age=0;")


@pytest.mark.parametrize("user", [ADA, BOB], ids=["ada", "bob"])
def test_the_note_is_rendered_for_the_owner_of_the_cookie(client: httpx.Client, user: User) -> None:
    access = log_in(client, user)
    spent = refresh_token(client)
    client.put("/me/note", json={"note": "<b>Milk</b>"}, headers=bearer(access))

    answer = client.get("/note")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert f"<h1>The note of {user.username}</h1>" in answer.text
    assert "&lt;b&gt;Milk&lt;/b&gt;" in answer.text
    assert "<script" not in answer.text
    assert refresh_token(client) != spent
    assert client.post("/refresh_token").status_code == 200


def test_the_dashboard_leads_to_the_note_and_the_shell_does_not(client: httpx.Client) -> None:
    log_in(client)

    assert '<a href="/note">' in client.get("/dashboard").text
    assert 'href="/note"' not in client.get("/").text


def test_the_note_is_nobodys_without_a_cookie(client: httpx.Client) -> None:
    answer = client.get("/note")

    assert (answer.status_code, answer.headers["location"], answer.text) == (302, "/login", "")


@pytest.mark.parametrize("path", ["/dashboard", "/note"])
def test_a_head_request_spends_nothing(client: httpx.Client, path: str) -> None:
    log_in(client)

    assert client.head(path).status_code == 405
    assert client.post("/refresh_token").status_code == 200


def test_a_user_name_is_text_and_not_markup(client: httpx.Client) -> None:
    log_in(client, MALLORY)

    page = client.get("/dashboard").text

    assert "&lt;script src=" in page
    assert MALLORY.username not in page


@pytest.mark.parametrize("path", ["/", "/login"])
def test_the_shell_is_the_same_for_everyone(client: httpx.Client, new_client: NewClient, path: str) -> None:
    log_in(client)

    assert client.get(path).text == new_client().get(path).text
    assert ADA.username not in client.get(path).text


def test_client_files_are_revalidated(client: httpx.Client) -> None:
    first = client.get("/client/app.js")

    again = client.get("/client/app.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "shell.html", "..%2fpolicy.py", "app.honest.js", "%2e%2e/policy.py"])
def test_only_the_clients_files_are_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/client/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/dashboard", "/note", "/me", "/client/app.js", "/nowhere", "/healthz"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    assert "default-src 'none'; script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers
