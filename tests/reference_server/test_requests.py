"""Requests that are malformed, oversized, foreign or of the wrong kind."""

import socket

import httpx
import pytest

from tests.reference_server.running import ADA, Server, bearer, log_in

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"ada"',
        b"\xff\xfe",
        b"[" * 16_000,
        b'{"username": "ada"}',
        b'{"username": "ada", "password": null}',
        b'{"username": ["ada"], "password": "x"}',
        b'{"username": {"$ne": ""}, "password": {"$ne": ""}}',
        b'{"username": "ada", "password": 1e999}',
        b'{"username": "\\ud800", "password": "x"}',
        b'{"username": "a\\u0000da", "password": "x"}',
    ],
)
def test_a_malformed_login_is_a_bad_request(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/login", content=body, headers=JSON)

    assert answer.status_code == 400
    assert answer.json() == {"error": "malformed_request"}


def test_an_oversized_body_is_refused(client: httpx.Client) -> None:
    assert client.post("/login", content=b" " * 20_000, headers=JSON).status_code == 413


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
@pytest.mark.parametrize("path", ["/login", "/refresh_token", "/logout"])
def test_only_json_bodies_are_taken(client: httpx.Client, path: str, media_type: str) -> None:
    log_in(client)

    answer = client.post(path, content=b"username=ada&password=x", headers={"Content-Type": media_type})

    assert answer.status_code == 415
    assert client.post("/refresh_token").status_code == 200


@pytest.mark.parametrize("path", ["/login", "/refresh_token", "/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=["foreign", "null", "http", "cross-site", "same-site"],
)
def test_a_foreign_page_can_not_act_by_cookie(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    log_in(client)
    credentials = {"username": ADA.username, "password": ADA.password}

    assert client.post(path, json=credentials, headers=headers).status_code == 403
    assert client.post("/refresh_token").status_code == 200


def test_our_own_pages_can(client: httpx.Client, server: Server) -> None:
    log_in(client)
    ours = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}

    assert client.post("/refresh_token", headers=ours).status_code == 200
    assert client.post("/refresh_token", json={}, headers=ours).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/refresh_token", "/logout"])
def test_state_changes_are_posts(client: httpx.Client, path: str, method: str) -> None:
    log_in(client)

    assert client.request(method, path).status_code == 405
    assert client.post("/refresh_token").status_code == 200


def test_unknown_paths_are_not_found_and_do_not_echo_the_host(client: httpx.Client) -> None:
    answer = client.get("/me/", headers={"Host": "attacker.example"})

    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found"}


def test_a_body_that_is_cut_off_harms_nobody(server: Server, client: httpx.Client) -> None:
    port = httpx.URL(server.url).port
    with (
        socket.create_connection(("127.0.0.1", port or 0)) as plain,
        server.trust.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(
            b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
        )

    assert client.get("/me", headers=bearer(log_in(client))).status_code == 200
