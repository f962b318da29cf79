"""The API: who is calling, and what is not a credential."""

import base64
import json
from itertools import pairwise

import httpx
import jwt
import pytest

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import ADA, BOB, Server, bearer, cookie, log_in, refresh_token


def test_me_is_whoever_the_token_names(client: httpx.Client, new_client: NewClient) -> None:
    tokens = {user.username: log_in(new_client(), user) for user in (ADA, BOB)}

    for user in (ADA, BOB):
        document = client.get("/me", headers=bearer(tokens[user.username])).json()
        assert (document["username"], document["name"]) == (user.username, user.name)


def test_the_note_is_private_to_its_owner(client: httpx.Client, new_client: NewClient) -> None:
    ada, bob = log_in(new_client(), ADA), log_in(client, BOB)
    text = "naïve — <script>alert(1)</script> 💡"
    # Other tests write notes to the same server, in any order.
    client.put("/me/note", json={"note": "bob's own"}, headers=bearer(bob))

    written = client.put("/me/note", json={"note": text}, headers=bearer(ada))

    assert written.json() == {"note": text}
    assert client.get("/me/note", headers=bearer(ada)).json() == {"note": text}
    assert client.get("/me/note", headers=bearer(bob)).json() == {"note": "bob's own"}


def test_a_note_of_more_than_two_thousand_characters_is_refused(client: httpx.Client) -> None:
    token = log_in(client)

    assert client.put("/me/note", json={"note": "x" * 2001}, headers=bearer(token)).status_code == 413


def test_without_a_token_the_challenge_says_bearer(client: httpx.Client) -> None:
    answer = client.get("/me")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_cookies_authenticate_nothing_at_the_api(client: httpx.Client) -> None:
    log_in(client)

    assert client.get("/me").status_code == 401
    assert client.get("/me", headers=bearer(refresh_token(client))).status_code == 401


def _part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def _forgeries(token: str, other: str) -> dict[str, str]:
    header, payload, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False})
    swapped = _part({**claims, "sub": jwt.decode(other, options={"verify_signature": False})["sub"]})
    forgeries = {
        "another subject": f"{header}.{swapped}.{signature}",
        "another signature": f"{header}.{payload}.{other.split('.')[2]}",
        "half a signature": f"{header}.{payload}.{signature[:20]}",
        "no signature": f"{header}.{payload}.",
        "two parts": f"{header}.{payload}",
        "four parts": f"{token}.{signature}",
        "another key": jwt.encode(claims, "k" * 32, "HS256", headers={"typ": "at+jwt"}),
        "header is a list": f"{_part([])}.{payload}.{signature}",
        "nested header": f"{_part('[' * 3000)}.{payload}.{signature}",
        "not a token": "undefined",
        "not ASCII": "\u00e9",
    }
    for algorithm in ("none", "None", "nOnE", " none", "none\0", "", None, ["none"], {"a": 1}, 7, "HS384"):
        unsigned = _part({"alg": algorithm, "typ": "at+jwt"})
        forgeries[f"algorithm {algorithm!r}"] = f"{unsigned}.{swapped}."
    return forgeries


def test_no_forged_token_is_accepted_and_none_breaks_the_server(client: httpx.Client, new_client: NewClient) -> None:
    token, other = log_in(client, ADA), log_in(new_client(), BOB)
    assert client.get("/me", headers=bearer(token)).status_code == 200

    answers = {
        name: client.get("/me", headers={b"Authorization": b"Bearer " + forged.encode()})
        for name, forged in _forgeries(token, other).items()
    }

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {'Bearer error="invalid_token"'}
    assert client.get("/me", headers=bearer(token)).status_code == 200


@pytest.mark.parametrize("value", ["Basic {}", "Bearer", "{}", "Bearer {} {}", "Bearer  {}"])
def test_only_one_bearer_token_is_an_authorization(client: httpx.Client, value: str) -> None:
    token = log_in(client)

    assert client.get("/me", headers={"Authorization": value.replace("{}", token)}).status_code == 401


def test_two_authorization_headers_are_refused(client: httpx.Client) -> None:
    token = log_in(client)
    twice = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]

    assert client.get("/me", headers=twice).status_code == 401


def test_an_access_token_ends_at_its_expiry(server: Server, client: httpx.Client) -> None:
    token = log_in(client)
    expiry = jwt.decode(token, options={"verify_signature": False})["exp"]

    server.command(move_to=expiry - 2)
    assert client.get("/me", headers=bearer(token)).status_code == 200
    server.command(move_to=expiry + 1)
    assert client.get("/me", headers=bearer(token)).status_code == 401


def test_every_token_is_different(client: httpx.Client) -> None:
    tokens = [log_in(client)] + [client.post("/refresh_token").json()["jwt_token"] for _ in range(3)]

    assert all(one != next_one for one, next_one in pairwise(sorted(tokens)))


def test_a_refresh_cookie_of_another_user_changes_nothing(client: httpx.Client, server: Server) -> None:
    ada = log_in(client, ADA)
    with server.client() as elsewhere:
        log_in(elsewhere, BOB)
        answer = elsewhere.get("/me", headers={**bearer(ada), **cookie(refresh_token(elsewhere))})

    assert answer.json()["username"] == "ada"
