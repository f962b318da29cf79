"""Login."""

import httpx
import jwt
import pytest

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import ADA, BOB, COOKIE, Server, bearer, cookie, log_in, refresh_token


def test_login_returns_a_token_and_its_expiry_in_epoch_seconds(client: httpx.Client, server: Server) -> None:
    answer = client.post("/login", json={"username": ADA.username, "password": ADA.password})

    document = answer.json()
    header = jwt.get_unverified_header(document["jwt_token"])
    claims = jwt.decode(document["jwt_token"], options={"verify_signature": False})
    assert set(document) == {"jwt_token", "jwt_token_expiry"}
    assert header == {"alg": "HS256", "typ": "at+jwt"}
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti"}
    assert claims["iss"] == server.url
    assert claims["exp"] == document["jwt_token_expiry"]
    assert claims["exp"] - claims["iat"] == 900
    assert answer.headers["cache-control"] == "no-store"


def test_login_sets_one_hardened_cookie_for_thirty_days(client: httpx.Client) -> None:
    answer = client.post("/login", json={"username": ADA.username, "password": ADA.password})

    (line,) = answer.headers.get_list("set-cookie")
    value, *attributes = line.split("; ")
    assert value.startswith(f"{COOKIE}=")
    assert len(value.removeprefix(f"{COOKIE}=")) == 43
    assert attributes == ["Path=/", "Max-Age=2592000", "HttpOnly", "Secure", "SameSite=Lax"]


def test_the_subject_is_not_the_user_name_and_is_the_same_at_each_login(client: httpx.Client) -> None:
    subjects = [jwt.decode(log_in(client), options={"verify_signature": False})["sub"] for _ in range(2)]

    assert subjects[0] == subjects[1] == client.get("/me", headers=bearer(log_in(client))).json()["id"]
    assert subjects[0] != ADA.username


@pytest.mark.parametrize(
    ("username", "password"),
    [(ADA.username, "wrong"), ("nobody", ADA.password), ("", ""), (ADA.username.upper(), ADA.password)],
    ids=["wrong password", "unknown name", "empty", "other case"],
)
def test_failed_logins_are_all_answered_alike(client: httpx.Client, username: str, password: str) -> None:
    answer = client.post("/login", json={"username": username, "password": password})

    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_credentials"}
    assert "set-cookie" not in answer.headers


def test_a_preset_cookie_is_not_adopted(client: httpx.Client, new_client: NewClient) -> None:
    preset = "attacker-chosen-value-0123456789abcdefghijklm"

    answer = client.post("/login", json={"username": ADA.username, "password": ADA.password}, headers=cookie(preset))

    assert answer.status_code == 200
    assert refresh_token(client) != preset
    assert new_client().post("/refresh_token", headers=cookie(preset)).status_code == 401


def test_login_ends_the_session_that_it_replaces(client: httpx.Client, new_client: NewClient) -> None:
    log_in(client, BOB)
    replaced = refresh_token(client)

    log_in(client, ADA)

    assert new_client().post("/refresh_token", headers=cookie(replaced)).status_code == 401
    assert client.post("/refresh_token").status_code == 200


def test_a_failed_login_leaves_the_session_alone(client: httpx.Client) -> None:
    log_in(client)

    client.post("/login", json={"username": ADA.username, "password": "wrong"})

    assert client.post("/refresh_token").status_code == 200
