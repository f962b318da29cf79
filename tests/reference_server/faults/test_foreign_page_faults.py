"""Faults of what foreign pages may read and do are what their stories say."""

import pytest

from tests.reference_server.faults.workshop import COOKIE, ORIGIN, Workshop, me

EVIL = "https://attacker.example"
SIBLING = {"Origin": "https://attacker.localhost", "Sec-Fetch-Site": "same-site"}
FOREIGN = {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    ("fault", "let_in", "kept_out"),
    [
        ("echoes_every_origin", EVIL, None),
        ("looks_at_the_end_of_the_origin", "https://attackerlocalhost", EVIL),
        ("looks_at_the_beginning_of_the_origin", "https://localhost.attacker.example", EVIL),
        ("trusts_the_null_origin", "null", EVIL),
    ],
)
def test_a_foreign_origin_is_let_in_with_cookies(fault: str, let_in: str, kept_out: str | None) -> None:
    device = Workshop(fault).device()

    answer = device.client.get("/me", headers={"Origin": let_in})

    assert answer.headers["Access-Control-Allow-Origin"] == let_in
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    if kept_out is not None:
        assert "Access-Control-Allow-Origin" not in device.client.get("/me", headers={"Origin": kept_out}).headers


def test_everybody_may_read_what_no_cookie_unlocks() -> None:
    answer = Workshop("lets_everybody_read_without_cookies").client().get("/me", headers={"Origin": EVIL})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_file_depends_on_the_origin_and_does_not_say_so() -> None:
    client = Workshop("forgets_that_files_vary").client()

    ours = client.get("/client/app.js", headers={"Origin": ORIGIN})
    nobodys = client.get("/client/app.js")

    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in nobodys.headers
    assert "Vary" not in ours.headers


def test_the_refresh_cookie_is_enough_for_the_api() -> None:
    workshop = Workshop("takes_the_refresh_cookie_for_a_login")
    device = workshop.device()

    assert device.client.get("/me").json()["username"] == "ada"
    assert workshop.client().get("/me", headers={"Cookie": f"{COOKIE}=made-up"}).status_code == 401
    assert me(device.client, device.token) == "ada"


def test_no_request_is_asked_where_it_comes_from() -> None:
    device = Workshop("asks_no_request_where_it_comes_from").device()

    assert device.client.post("/refresh_token", headers=FOREIGN).status_code == 200


def test_a_sibling_may_refresh_and_a_foreign_site_may_not() -> None:
    device = Workshop("trusts_every_sibling").device()

    assert device.client.post("/refresh_token", headers=FOREIGN).status_code == 403
    assert device.client.post("/refresh_token", headers=SIBLING).status_code == 200


def test_a_refused_refresh_costs_the_token() -> None:
    device = Workshop("spends_the_token_before_it_looks_at_the_origin").device()

    assert device.client.post("/refresh_token", headers=SIBLING).status_code == 403
    assert device.client.post("/refresh_token").status_code == 401


def test_a_refresh_works_by_get() -> None:
    assert Workshop("refreshes_by_get_too").device().client.get("/refresh_token").status_code == 200


def test_a_link_logs_out() -> None:
    device = Workshop("logs_out_by_a_link").device()

    assert device.client.get("/logout").status_code == 204
    assert device.client.post("/refresh_token").status_code == 401


def test_the_method_can_be_overridden() -> None:
    device = Workshop("believes_the_method_override").device()

    assert device.client.get("/refresh_token").status_code == 405
    assert device.client.get("/refresh_token?_method=POST").status_code == 200
    assert device.client.get("/refresh_token", headers={"X-HTTP-Method-Override": "POST"}).status_code == 200


def test_a_foreign_page_logs_the_user_out() -> None:
    device = Workshop("lets_any_page_log_the_user_out").device()

    assert device.client.post("/logout", headers=FOREIGN).status_code == 204
    assert device.client.post("/refresh_token").status_code == 401
