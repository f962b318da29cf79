"""Faults of the fingerprint do what their stories say, and leave the rest alone."""

import hashlib
from collections.abc import Callable

import httpx
import jwt
import pytest
from starlette.requests import Request
from starlette.types import Message
from starlette.websockets import WebSocket

from reference_server.blueprint import honest
from reference_server.faults.registry import fault_named
from reference_server.policy import Profile
from tests.reference_server.faults.workshop import Device, Workshop, claims, me

NAME = "__Host-fingerprint"


def made(fault: str) -> Workshop:
    return Workshop(fault, profile=Profile.GUIDE_2022)


def refreshed(client: httpx.Client, device: Device, **more: object) -> httpx.Response:
    return client.post("/refresh_token", json={"refresh_token": device.login["refresh_token"], **more})


def test_the_api_forgets_to_ask() -> None:
    workshop = made("asks_for_no_fingerprint_at_the_api")
    ada, thief = workshop.device(), workshop.client()

    assert me(thief, ada.token) == "ada"
    assert refreshed(thief, ada).status_code == 401


def test_the_second_api_forgets_to_ask() -> None:
    workshop = made("asks_for_no_fingerprint_at_the_second_api")
    ada = workshop.device()

    answer = workshop.second_api().get("/whoami", headers={"Authorization": f"Bearer {ada.token}"})

    assert answer.json() == {"subject": claims(ada.token)["sub"]}
    assert me(workshop.client(), ada.token) is None


def test_the_refresh_forgets_to_ask() -> None:
    workshop = made("asks_for_no_fingerprint_at_refresh")
    ada, thief = workshop.device(), workshop.client()

    assert me(thief, ada.token) is None
    assert refreshed(thief, ada).status_code == 200


def test_the_token_says_the_fingerprint_itself() -> None:
    ada = made("says_the_fingerprint_itself_in_the_token").device()

    assert claims(ada.token)["fingerprint_sha256"] == ada.client.cookies[NAME]
    assert me(ada.client, ada.token) == "ada"


def test_the_body_says_the_fingerprint_itself() -> None:
    ada = made("returns_the_fingerprint_in_the_body_too").device()

    assert ada.login["fingerprint"] == ada.client.cookies[NAME]


def test_the_hash_of_the_request_is_believed() -> None:
    workshop = made("takes_the_hash_from_the_request")
    ada, thief = workshop.device(), workshop.client()
    thief.cookies.set(NAME, "mine")

    assert refreshed(thief, ada).status_code == 401
    assert refreshed(thief, ada, fingerprintHash=hashlib.sha256(b"mine").hexdigest()).status_code == 200


def test_everyone_has_the_same_fingerprint() -> None:
    workshop = made("gives_everyone_the_same_fingerprint")

    assert workshop.device("ada").client.cookies[NAME] == workshop.device("bob").client.cookies[NAME]


def test_a_planted_fingerprint_is_adopted() -> None:
    client = made("adopts_a_fingerprint_that_was_there").client()
    client.cookies.set(NAME, "planted")

    assert claims(Device(client, "ada").token)["fingerprint_sha256"] == hashlib.sha256(b"planted").hexdigest()


def test_a_refresh_loses_the_claim() -> None:
    workshop = made("forgets_the_fingerprint_at_refresh")
    ada = workshop.device()
    renewed = refreshed(ada.client, ada).json()["jwt_token"]

    assert "fingerprint_sha256" not in claims(renewed)
    assert me(workshop.client(), renewed) == "ada"
    assert me(workshop.client(), ada.token) is None


def test_any_fingerprint_of_the_account_is_taken() -> None:
    workshop = made("takes_any_fingerprint_of_the_account")
    ada, again, bob = workshop.device(), workshop.device(), workshop.device("bob")

    assert me(again.client, ada.token) == "ada"
    assert refreshed(again.client, ada).status_code == 200
    assert me(bob.client, ada.token) is None


def test_the_first_half_of_a_fingerprint_will_do() -> None:
    workshop = made("compares_the_first_half_of_a_fingerprint")
    ada = workshop.device()
    own = ada.client.cookies[NAME]

    assert me(workshop.client(), ada.token, Cookie=f"{NAME}={own[: len(own) // 2]}") == "ada"
    assert me(workshop.client(), ada.token, Cookie=f"{NAME}=something else") is None


def test_the_hash_will_do_for_the_fingerprint() -> None:
    workshop = made("takes_the_hash_for_the_fingerprint")
    ada = workshop.device()

    assert me(workshop.client(), ada.token, Cookie=f"{NAME}={claims(ada.token)['fingerprint_sha256']}") == "ada"
    assert me(workshop.client(), ada.token, Cookie=f"{NAME}=something else") is None


def test_the_last_of_two_is_taken() -> None:
    workshop = made("takes_the_last_of_two_fingerprints")
    ada = workshop.device()
    line = f"{NAME}=planted; {NAME}={ada.client.cookies[NAME]}"

    assert me(workshop.client(), ada.token, Cookie=line) == "ada"


@pytest.mark.parametrize(
    ("fault", "is_so"),
    [
        ("lets_scripts_read_the_fingerprint", lambda line: "HttpOnly" not in line),
        ("sends_the_fingerprint_without_encryption_too", lambda line: "Secure" not in line),
        ("leaves_same_site_of_the_fingerprint_to_the_browser", lambda line: "SameSite" not in line),
        ("sends_the_fingerprint_from_every_site", lambda line: "SameSite=None" in line),
        ("invents_a_prefix_of_its_own", lambda line: line.startswith("__User-Fgp=")),
        ("writes_the_prefix_in_lower_case", lambda line: line.startswith("__host-fingerprint=")),
        ("keeps_the_fingerprint_for_a_year", lambda line: "Max-Age=31536000" in line),
    ],
)
def test_the_cookie_has_the_fault(fault: str, is_so: Callable[[str], bool]) -> None:
    workshop = made(fault)
    ada = workshop.device()

    assert is_so(ada.login_cookies[0])
    assert ada.login_cookies[0].endswith(("Strict", "None", "Secure"))


def test_the_refresh_token_is_a_cookie_too() -> None:
    ada = made("sets_the_refresh_token_as_a_cookie_too").device()

    assert ada.client.cookies["__Host-refresh"] == ada.login["refresh_token"]


def test_the_hash_of_any_token_is_believed() -> None:
    workshop = made("takes_the_hash_from_an_unverified_token")
    ada, thief = workshop.device(), workshop.client()
    thief.cookies.set(NAME, "mine")
    said = {**claims(ada.token), "fingerprint_sha256": hashlib.sha256(b"mine").hexdigest()}
    lie = jwt.encode(said, "a key of the thief's own, long enough to be one")

    answer = thief.post(
        "/refresh_token",
        json={"refresh_token": ada.login["refresh_token"]},
        headers={"Authorization": f"Bearer {lie}"},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("ties_the_session_to_the_address", "X-Nothing"),
        ("ties_the_session_to_the_forwarded_address", "X-Forwarded-For"),
    ],
)
def test_the_address_is_compared(fault: str, name: str) -> None:
    ada = made(fault).device()

    assert me(ada.client, ada.token) == "ada"
    assert me(ada.client, ada.token, **{name: "198.51.100.7"}) == ("ada" if name == "X-Nothing" else None)


def test_the_browser_keeps_everything_for_a_year() -> None:
    ada = made("keeps_users_signed_in_overnight").device()

    assert "Max-Age=31536000" in ada.login_cookies[0]


def asked_by_graphql(client: httpx.Client, token: str) -> object:
    answer = client.post(
        "/graphql", json={"query": "{ me { username } }"}, headers={"Authorization": f"Bearer {token}"}
    )
    return (answer.json().get("data") or {}).get("me")


def test_graphql_forgets_to_ask() -> None:
    workshop = made("asks_for_no_fingerprint_in_graphql")
    ada, thief = workshop.device(), workshop.client()

    assert asked_by_graphql(thief, ada.token) == {"username": "ada"}
    assert me(thief, ada.token) is None


def test_sockets_forget_to_ask() -> None:
    async def receive() -> Message:
        raise AssertionError("nothing is received here")

    async def send(_message: Message) -> None:
        raise AssertionError("nothing is sent here")

    faulty = fault_named("asks_for_no_fingerprint_on_sockets").apply(honest(Profile.GUIDE_2022))
    fingerprints = faulty.parts.fingerprints(faulty.policy)
    scope = {"headers": [], "path": "/graphql"}

    assert fingerprints.is_met_at_api(WebSocket({**scope, "type": "websocket"}, receive, send), "anything")
    assert not fingerprints.is_met_at_api(Request({**scope, "type": "http"}), "anything")
