"""Logout, here and everywhere."""

import httpx

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import ADA, BOB, COOKIE, bearer, cookie, log_in, refresh_token


def test_logout_revokes_the_session_and_clears_the_cookie(client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    token = refresh_token(client)

    answer = client.post("/logout")

    assert answer.status_code == 204
    assert answer.headers["set-cookie"] == f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
    assert COOKIE not in client.cookies
    assert new_client().post("/refresh_token", headers=cookie(token)).status_code == 401


def test_logout_with_a_spent_token_ends_its_session_too(client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    spent = refresh_token(client)
    client.post("/refresh_token")

    new_client().post("/logout", headers=cookie(spent))

    assert client.post("/refresh_token").status_code == 401


def test_logout_without_a_session_is_no_error(client: httpx.Client) -> None:
    assert client.post("/logout").status_code == 204


def test_logout_leaves_other_devices_alone(client: httpx.Client, new_client: NewClient) -> None:
    elsewhere = new_client()
    log_in(elsewhere)
    log_in(client)

    client.post("/logout")

    assert elsewhere.post("/refresh_token").status_code == 200


def test_logout_everywhere_ends_all_sessions_of_the_user_only(client: httpx.Client, new_client: NewClient) -> None:
    devices, stranger = [new_client(), new_client()], new_client()
    for device in devices:
        log_in(device, ADA)
    log_in(stranger, BOB)
    token = log_in(client, ADA)

    assert client.post("/logout_everywhere", headers=bearer(token)).status_code == 204

    assert [device.post("/refresh_token").status_code for device in devices] == [401, 401]
    assert stranger.post("/refresh_token").status_code == 200
    log_in(client, ADA)
    assert client.post("/refresh_token").status_code == 200


def test_logout_everywhere_needs_a_token_and_not_a_cookie(client: httpx.Client) -> None:
    log_in(client)

    assert client.post("/logout_everywhere").status_code == 401
    assert client.post("/refresh_token").status_code == 200
