"""The 2022 guide: both tokens in the body, and neither of any use without the fingerprint of its browser."""

import hashlib

import httpx
import pytest

from reference_server.policy import Profile
from tests.reference_server.faults.workshop import Device, Workshop, claims, later, me

FINGERPRINT, PAGE = "__Host-fingerprint", "__Host-page"


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop(None, profile=Profile.GUIDE_2022)


@pytest.fixture
def ada(workshop: Workshop) -> Device:
    return workshop.device()


def refreshed(client: httpx.Client, token: object, **headers: str) -> httpx.Response:
    return client.post("/refresh_token", json={"refresh_token": token}, headers=headers)


def line(*values: str) -> str:
    return "; ".join(f"{FINGERPRINT}={value}" for value in values)


def test_a_login_gives_both_tokens_and_a_hardened_cookie(ada: Device) -> None:
    value = ada.client.cookies[FINGERPRINT]

    assert set(ada.login) == {"jwt_token", "refresh_token"}
    assert f"{FINGERPRINT}={value}; Path=/; HttpOnly; Secure; SameSite=Strict" in ada.login_cookies
    assert claims(ada.token)["fingerprint_sha256"] == hashlib.sha256(value.encode()).hexdigest()
    assert value not in str(ada.login)


def test_every_login_has_a_fingerprint_of_its_own(workshop: Workshop, ada: Device) -> None:
    before = ada.client.cookies[FINGERPRINT]

    again = Device(ada.client, "ada")

    assert again.client.cookies[FINGERPRINT] != before
    assert me(ada.client, ada.token) is None
    assert refreshed(workshop.client(), ada.login["refresh_token"], Cookie=line(before)).status_code == 401


def test_tokens_work_with_their_own_fingerprint_alone(workshop: Workshop, ada: Device) -> None:
    own, other = ada.client.cookies[FINGERPRINT], workshop.device("bob").client.cookies[FINGERPRINT]
    stranger, refresh = workshop.client(), ada.login["refresh_token"]

    for wrong in ("", line(""), line(other), line(own.swapcase()), line(other, own), line(own, other)):
        assert me(stranger, ada.token, Cookie=wrong) is None
        assert refreshed(stranger, refresh, Cookie=wrong).status_code == 401
    assert me(stranger, ada.token, Cookie=line(own)) == "ada"
    assert refreshed(stranger, refresh, Cookie=line(own)).status_code == 200


def test_a_refresh_gives_a_token_for_the_same_browser(ada: Device) -> None:
    answer = refreshed(ada.client, ada.login["refresh_token"]).json()

    assert answer["jwt_token"] != ada.token
    assert claims(answer["jwt_token"])["fingerprint_sha256"] == claims(ada.token)["fingerprint_sha256"]
    assert me(ada.client, answer["jwt_token"]) == "ada"


@pytest.mark.parametrize("body", [{}, {"refresh_token": None}, {"refresh_token": ["x"]}, []])
def test_a_malformed_refresh_is_refused(ada: Device, body: object) -> None:
    assert ada.client.post("/refresh_token", json=body).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "A" * 4000])
def test_an_unknown_refresh_token_is_refused(ada: Device, token: str) -> None:
    assert refreshed(ada.client, token).status_code == 401


def test_tokens_are_short_lived(ada: Device) -> None:
    with later(seconds=570):
        assert me(ada.client, ada.token) == "ada"
    with later(seconds=601):
        assert me(ada.client, ada.token) is None
        assert refreshed(ada.client, ada.login["refresh_token"]).status_code == 200
    with later(seconds=3601):
        assert refreshed(ada.client, ada.login["refresh_token"]).status_code == 401


def test_a_logout_needs_the_fingerprint_alone_and_takes_every_cookie(ada: Device) -> None:
    held = dict(ada.client.cookies)

    assert ada.client.post("/logout").status_code == 204

    assert not ada.client.cookies
    assert refreshed(ada.client, ada.login["refresh_token"], Cookie=line(held[FINGERPRINT])).status_code == 401
    assert ada.client.get("/dashboard", headers={"Cookie": f"{PAGE}={held[PAGE]}"}).status_code == 302


def test_a_page_pass_opens_pages_and_nothing_else(workshop: Workshop, ada: Device) -> None:
    value, stranger = ada.client.cookies[PAGE], workshop.client()

    assert ">ada<" in stranger.get("/dashboard", headers={"Cookie": f"{PAGE}={value}"}).text
    assert refreshed(stranger, value, Cookie=line(ada.client.cookies[FINGERPRINT])).status_code == 401
    assert me(stranger, value, Cookie=line(ada.client.cookies[FINGERPRINT])) is None
    assert stranger.get("/dashboard").status_code == 302
