"""Algorithms, the published keys, the second API and the endpoint that signs anything."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from tests.reference_server.running import ADA, BOB, Server, bearer, log_in


@pytest.fixture(scope="module", params=["HS256", "RS256", "ES256"])
def signing(request: pytest.FixtureRequest) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFERENCE_MINT_SECRET", "open sesame")
        started = Server("--algorithm", str(request.param))
    with started as server:
        yield server


@pytest.fixture
def client(signing: Server) -> Iterator[httpx.Client]:
    with signing.client() as client:
        yield client


def minted(client: httpx.Client, header: dict[str, Any], claims: dict[str, Any], word: str = "open sesame") -> Any:
    texts = {"header": json.dumps(header), "payload": json.dumps(claims)}
    return client.post("/test/mint", json=texts, headers={"X-Mint-Secret": word})


def test_tokens_are_signed_as_they_say(signing: Server, client: httpx.Client) -> None:
    token, algorithm = log_in(client), signing.ready["algorithm"]
    keys = client.get("/.well-known/jwks.json").json()["keys"]

    assert jwt.get_unverified_header(token)["alg"] == algorithm
    assert client.get("/me", headers=bearer(token)).json()["username"] == "ada"
    assert len(keys) == (0 if algorithm == "HS256" else 1)
    for key in keys:
        assert key["kid"] == jwt.get_unverified_header(token)["kid"]
        assert set(key) <= {"kty", "n", "e", "crv", "x", "y", "kid", "use", "alg", "key_ops"}
        assert jwt.decode(token, jwt.PyJWK(key), algorithms=[algorithm], audience="reference-server-api")["sub"]


def test_the_second_api_takes_the_same_tokens_and_nothing_else(signing: Server, client: httpx.Client) -> None:
    whoami = f"{signing.ready['second_api']}/whoami"
    # A login ends the session that the same browser had before, and the second API hears of it.
    other, first = (client.get(whoami, headers=bearer(log_in(client, user))).json() for user in (BOB, ADA))
    token = log_in(client)
    header, payload, signature = token.split(".")

    assert client.get(whoami, headers=bearer(token)).json()["subject"] == first["subject"] != other["subject"]
    assert client.get(whoami).status_code == 401
    assert client.get(whoami, headers=bearer(f"{header}.{payload}.{signature[::-1]}")).status_code == 401
    assert client.get("/whoami", headers=bearer(token)).status_code == 404
    assert client.get(f"{signing.ready['second_api']}/me", headers=bearer(token)).status_code == 404


def test_a_minted_copy_is_as_good_as_the_honest_token(client: httpx.Client) -> None:
    token = log_in(client)
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})

    copy = minted(client, header, {**claims, "jti": "another"}).json()["token"]

    assert client.get("/me", headers=bearer(copy)).json()["username"] == "ada"


def test_nothing_is_minted_without_the_secret(client: httpx.Client) -> None:
    assert minted(client, {}, {}, "sesame").status_code == 403
    assert client.post("/test/mint", json={"header": "", "payload": ""}).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"exp": "4102444800"}, {"exp": float("nan")}, {"exp": 1e308}, {"exp": None}, {"exp": -1}, {"exp": True},
        {"iat": "1"}, {"iat": None}, {"iat": -1}, {"nbf": "1"}, {"nbf": None}, {"nbf": 4_102_444_800}, {"nbf": -1},
        {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "another"}, {"aud": None}, {"aud": []},
    ],
    ids=str,
)  # fmt: skip
def test_odd_claims_are_refused_under_the_best_signature(client: httpx.Client, change: dict[str, Any]) -> None:
    token = log_in(client)
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})

    odd = minted(client, header, {**claims, **change}).json()["token"]

    assert client.get("/me", headers=bearer(odd)).status_code == 401


def test_an_expiry_in_milliseconds_and_an_unknown_header_are_refused(client: httpx.Client) -> None:
    token = log_in(client)
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})

    odd = [
        minted(client, header, {**claims, "exp": claims["exp"] * 1000}),
        minted(client, {**header, "crit": ["x-unknown"], "x-unknown": True}, claims),
        minted(client, {**header, "kid": "another"}, claims),
        minted(client, {**header, "typ": "JWT"}, claims),
    ]

    answers = [client.get("/me", headers=bearer(answer.json()["token"])).status_code for answer in odd]
    assert answers == [401] * 4
