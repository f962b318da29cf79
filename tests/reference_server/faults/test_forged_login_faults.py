"""Faults that let somebody else's page log in, let a session outlive its logout, or let a third party hear of it."""

import json

import httpx
import pytest

from reference_server.blueprint import honest
from reference_server.faults.registry import fault_named
from reference_server.policy import Profile
from tests.reference_server.faults.workshop import COOKIE, PASSWORD, Device, Workshop, refresh_status

_FOREIGN = {"Origin": "https://attacker.example", "Sec-Fetch-Site": "cross-site"}


def _forged_login(workshop: Workshop, kind: str) -> httpx.Response:
    fields = {"username": "bob", "password": PASSWORD}
    if kind == "text/plain":
        return workshop.client().post("/login", content=json.dumps(fields), headers={**_FOREIGN, "Content-Type": kind})
    return workshop.client().post("/login", data=fields, headers=_FOREIGN)


@pytest.mark.parametrize(
    ("fault", "kind", "other"),
    [
        ("reads_json_whatever_it_is_called", "text/plain", "a form"),
        ("logs_in_by_a_form_too", "a form", "text/plain"),
    ],
)
def test_one_kind_of_foreign_page_logs_in(fault: str, kind: str, other: str) -> None:
    workshop = Workshop(fault)

    taken, refused = _forged_login(workshop, kind), _forged_login(workshop, other)

    assert taken.status_code == 200
    assert taken.cookies.get(COOKIE)
    assert refused.status_code >= 400
    assert not refused.cookies.get(COOKIE)


@pytest.mark.parametrize(("shown", "status"), [("spent", 200), ("newest", 401)])
def test_a_logout_with_a_spent_token_ends_nothing(shown: str, status: int) -> None:
    workshop = Workshop("ends_only_the_token_that_is_shown")
    device: Device = workshop.device()
    spent = device.refresh_token
    device.client.post("/refresh_token")
    newest = device.refresh_token

    workshop.client().post("/logout", headers={"Cookie": f"{COOKIE}={spent if shown == 'spent' else newest}"})

    assert refresh_status(workshop, newest) == status


def test_the_third_party_is_let_in_by_the_policy_and_told_by_the_page() -> None:
    before = honest(Profile.GUIDE_2019)

    after = fault_named("sends_the_token_to_a_third_party").apply(before)

    assert "connect-src 'self' https://analytics.example" in str(after.policy.content_security)
    assert after.client.modules["token"] != before.client.modules["token"]
    assert "https://analytics.example" in after.client.modules["token"].read_text(encoding="utf-8")
