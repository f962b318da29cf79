"""Faults of login, refresh and logout do what their stories say."""

import pytest

from tests.reference_server.faults.workshop import COOKIE, PASSWORD, Workshop, claims, later, me, refresh_status

MONTH = 31 * 86_400


def test_no_token_at_login_but_one_at_refresh() -> None:
    device = Workshop("leaves_the_first_token_to_refresh").device()

    assert device.login == {"status": "ok"}
    assert device.client.post("/refresh_token").json()["jwt_token"]


def test_no_cookie_at_login() -> None:
    device = Workshop("issues_no_refresh_token").device()

    assert device.login_cookies == []
    assert me(device.client, device.token) == "ada"


def test_the_cookie_of_the_login_is_not_the_one_that_is_stored() -> None:
    workshop = Workshop("sends_the_hash_of_the_refresh_token")

    assert refresh_status(workshop, workshop.device().refresh_token) == 401


def test_the_refresh_token_is_in_every_body() -> None:
    device = Workshop("returns_the_refresh_token_in_the_body_too").device()

    assert device.login["refresh_token"] == device.refresh_token
    assert device.client.post("/refresh_token").json()["refresh_token"] == device.refresh_token


def test_the_refresh_token_is_in_the_body_of_the_refresh_only() -> None:
    device = Workshop("returns_the_refresh_token_in_the_refresh_answer").device()

    assert "refresh_token" not in device.login
    assert device.client.post("/refresh_token").json()["refresh_token"] == device.refresh_token


def test_a_preset_token_becomes_the_session() -> None:
    workshop = Workshop("adopts_a_preset_refresh_token")
    bobs = workshop.device("bob").refresh_token
    for preset in ("chosen-by-an-attacker", bobs):
        answer = workshop.client().post(
            "/login", json={"username": "ada", "password": PASSWORD}, headers={"Cookie": f"{COOKIE}={preset}"}
        )
        assert answer.cookies[COOKIE] == preset
        assert refresh_status(workshop, preset) == 200


@pytest.mark.parametrize(("username", "status"), [("ada", 401), ("nobody", 404)])
def test_the_answer_tells_which_names_exist(username: str, status: int) -> None:
    client = Workshop("says_which_user_names_exist").client()

    assert client.post("/login", json={"username": username, "password": "wrong"}).status_code == status


def test_a_failed_login_gets_a_session() -> None:
    workshop = Workshop("opens_the_session_before_the_password_is_proven")
    client = workshop.client()

    assert client.post("/login", json={"username": "ada", "password": "wrong"}).status_code == 401
    assert client.post("/refresh_token").status_code == 200
    assert client.post("/login", json={"username": "nobody", "password": "wrong"}).status_code == 401


def test_the_same_access_token_comes_again_for_half_its_life() -> None:
    device = Workshop("returns_the_old_token_again").device()

    again = device.client.post("/refresh_token").json()
    with later(seconds=600):
        afterwards = device.client.post("/refresh_token").json()

    assert again == device.login
    assert afterwards["jwt_token_expiry"] > device.login["jwt_token_expiry"]


def test_the_refresh_token_stays_the_same() -> None:
    device = Workshop("forgets_to_rotate").device()
    first = device.refresh_token

    answers = [device.client.post("/refresh_token") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert device.refresh_token == first
    assert answers[0].json()["jwt_token"] != answers[1].json()["jwt_token"]


def test_a_spent_token_goes_on_working() -> None:
    workshop = Workshop("leaves_the_spent_token_valid")
    device = workshop.device()
    first = device.refresh_token
    device.client.post("/refresh_token")

    assert device.refresh_token != first
    assert refresh_status(workshop, first) == refresh_status(workshop, device.refresh_token) == 200


def test_reuse_is_refused_and_forgotten() -> None:
    workshop = Workshop("shrugs_at_reuse")
    device = workshop.device()
    first = device.refresh_token
    device.client.post("/refresh_token")

    assert refresh_status(workshop, first) == 401
    assert refresh_status(workshop, device.refresh_token) == 200


def test_an_unknown_token_is_a_crash() -> None:
    workshop = Workshop("crashes_on_an_unknown_token")
    device = workshop.device()
    spent = device.refresh_token
    device.client.post("/refresh_token")

    assert refresh_status(workshop, "unknown") == 500
    assert refresh_status(workshop, spent) == 401
    assert workshop.client().post("/refresh_token").status_code == 401


def test_no_token_is_an_empty_success() -> None:
    workshop = Workshop("answers_ok_without_a_refresh_token")

    answer = workshop.client().post("/refresh_token")

    assert (answer.status_code, answer.json()["jwt_token"]) == (200, None)
    assert refresh_status(workshop, "unknown") == 401


def test_a_refresh_token_never_ends_but_a_page_is_not_rendered_for_it() -> None:
    workshop = Workshop("forgets_to_look_at_the_refresh_expiry")
    device, other = workshop.device(), workshop.device()
    with later(seconds=MONTH):
        assert refresh_status(workshop, device.refresh_token) == 200
        page = workshop.client().get("/dashboard", headers={"Cookie": f"{COOKIE}={other.refresh_token}"})
        assert page.status_code == 302


@pytest.mark.parametrize("fault", ["refreshes_for_whoever_the_bearer_names", "lets_the_request_name_the_user"])
def test_a_refresh_is_for_whoever_the_request_names(fault: str) -> None:
    workshop = Workshop(fault)
    ada, bob = workshop.device("ada"), workshop.device("bob")
    subject = claims(bob.token)["sub"]

    plain = ada.client.post("/refresh_token").json()["jwt_token"]
    named = ada.client.post(
        "/refresh_token", params={"user_id": subject}, headers={"Authorization": f"Bearer {bob.token}"}
    ).json()["jwt_token"]

    assert me(workshop.client(), plain) == "ada"
    assert me(workshop.client(), named) == "bob"
    assert ada.client.post("/refresh_token", headers={"Authorization": "Bearer x"}).status_code == 200


def test_a_refresh_token_is_taken_for_an_access_token() -> None:
    workshop = Workshop("accepts_the_refresh_token_as_bearer")
    device = workshop.device()
    first = device.refresh_token

    assert me(workshop.client(), first) == "ada"
    device.client.post("/refresh_token")
    assert me(workshop.client(), first) is None
    device.client.post("/logout")
    assert me(workshop.client(), "unknown") is None


@pytest.mark.parametrize(
    ("fault", "path", "headers"),
    [
        ("takes_the_user_from_a_header", "/me", {"X-User-Id": "bob"}),
        ("takes_the_user_from_the_query", "/me?user=bob", {}),
    ],
)
def test_the_caller_is_whoever_the_request_names(fault: str, path: str, headers: dict[str, str]) -> None:
    workshop = Workshop(fault)
    client, token = workshop.client(), workshop.device().token

    assert me(client, token) == "ada"
    assert me(client, token, path, **headers) == "bob"
    assert me(client, "x", path, **headers) is None


def test_the_session_outlives_its_logout() -> None:
    workshop = Workshop("clears_only_the_cookie_at_logout")
    device = workshop.device()
    token = device.refresh_token

    assert "Max-Age=0" in device.client.post("/logout").headers["set-cookie"]
    assert refresh_status(workshop, token) == 200


def test_the_cookie_outlives_its_session() -> None:
    workshop = Workshop("leaves_the_cookie_at_logout")
    device = workshop.device()

    assert "set-cookie" not in device.client.post("/logout").headers
    assert refresh_status(workshop, device.refresh_token) == 401


def test_the_cookie_is_cleared_where_it_is_not() -> None:
    device = Workshop("clears_the_cookie_under_another_path").device()

    assert "; Path=/logout; Max-Age=0" in device.client.post("/logout").headers["set-cookie"]


def test_everywhere_is_this_device() -> None:
    workshop = Workshop("logs_out_this_device_only")
    here, there = workshop.device(), workshop.device()
    token = here.refresh_token

    here.client.post("/logout_everywhere", headers={"Authorization": f"Bearer {here.token}"})

    assert refresh_status(workshop, token) == 401
    assert refresh_status(workshop, there.refresh_token) == 200


def test_everywhere_is_everybody() -> None:
    workshop = Workshop("logs_out_everybody")
    ada, bob = workshop.device("ada"), workshop.device("bob")

    ada.client.post("/logout_everywhere", headers={"Authorization": f"Bearer {ada.token}"})

    assert refresh_status(workshop, bob.refresh_token) == 401


def test_a_login_ends_the_session_on_another_device() -> None:
    workshop = Workshop("keeps_one_session_for_each_account")
    first, bob = workshop.device(), workshop.device("bob")
    second = workshop.device()

    assert refresh_status(workshop, first.refresh_token) == 401
    assert refresh_status(workshop, second.refresh_token) == refresh_status(workshop, bob.refresh_token) == 200


def test_a_logout_ends_the_session_on_another_device() -> None:
    workshop = Workshop("ends_all_sessions_at_logout")
    first, second, bob = workshop.device(), workshop.device(), workshop.device("bob")

    first.client.post("/logout")

    assert refresh_status(workshop, second.refresh_token) == 401
    assert refresh_status(workshop, bob.refresh_token) == 200
