"""What shuts a page out is told as a browser would tell it, and what a browser lets through is not."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from fixtures.browser.app_origin import asked_for, what_shuts_out
from fixtures.browser.traffic import Call
from fixtures.browser.website import CallKind
from fixtures.cross_origin import Sight
from tests.core.building import reply, target

APP = "https://app.example"
OPEN = {"Access-Control-Allow-Origin": APP, "Access-Control-Allow-Credentials": "true"}


def _sight(headers: Mapping[str, str], *, method: str = "GET", status: int = 200) -> Sight:
    answer = reply(status, headers=headers)
    asked = replace(answer.exchange, method=method)
    return Sight(endpoint="refresh", origin=APP, reply=replace(answer, exchange=asked))


def _call(headers: Mapping[str, str], *, page: str = f"{APP}:443", resource: str = "fetch") -> Call:
    return Call(
        order=1, number=1, at=0.0, target_time=0.0, tab="tab A", kind=CallKind.API, resource=resource, method="GET",
        url="https://api.example/me", headers=tuple(headers.items()), body="", credential=None, started=0.0, page=page,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (OPEN, ""),
        ({}, "says no Access-Control-Allow-Origin"),
        ({**OPEN, "Access-Control-Allow-Origin": f"{APP}/"}, f"says Access-Control-Allow-Origin: {APP}/"),
        ({**OPEN, "Access-Control-Allow-Origin": "null"}, "says Access-Control-Allow-Origin: null"),
        ({**OPEN, "Access-Control-Allow-Origin": "*"}, "does not do for a call with cookies"),
        ({"Access-Control-Allow-Origin": APP}, "lacks Access-Control-Allow-Credentials: true"),
        ({**OPEN, "Access-Control-Allow-Credentials": "True"}, "lacks Access-Control-Allow-Credentials: true"),
    ],
)
def test_an_answer_says_whom_it_is_for(headers: dict[str, str], said: str) -> None:
    found = what_shuts_out(_sight(headers), method="GET", headers=())
    assert said in found
    assert bool(found) is bool(said)


def test_a_refusal_that_the_page_may_read_shuts_nobody_out() -> None:
    assert what_shuts_out(_sight(OPEN, status=401), method="GET", headers=()) == ""


@pytest.mark.parametrize(
    ("headers", "method", "status", "said"),
    [
        ({"Access-Control-Allow-Headers": "Content-Type, Authorization"}, "GET", 204, ""),
        ({"Access-Control-Allow-Headers": "content-type"}, "GET", 204, "does not allow the header authorization"),
        ({"Access-Control-Allow-Headers": "*"}, "GET", 204, "does not allow the header authorization"),
        ({"Access-Control-Allow-Headers": "authorization"}, "PUT", 204, "does not allow the method PUT"),
        (
            {"Access-Control-Allow-Headers": "authorization", "Access-Control-Allow-Methods": "GET, PUT"},
            "PUT",
            200,
            "",
        ),
        ({"Access-Control-Allow-Headers": "authorization"}, "GET", 400, "the preflight was answered 400"),
    ],
)
def test_a_preflight_allows_what_is_asked_of_it(headers: dict[str, str], method: str, status: int, said: str) -> None:
    sight = _sight({**OPEN, **headers}, method="OPTIONS", status=status)
    found = what_shuts_out(sight, method=method, headers=("authorization",))
    assert said in found
    assert bool(found) is bool(said)


def test_a_browser_asks_for_what_scripts_add() -> None:
    sent = {"Authorization": "Bearer x", "X-Csrf": "1", "Accept": "*/*", "sec-ch-ua": "x"}
    assert asked_for(_call({**sent, "Content-Type": "application/json; charset=utf-8"}), target()) == (
        "authorization", "content-type", "x-csrf",
    )  # fmt: skip
    assert asked_for(_call({"Content-Type": "text/plain"}), target()) == ()


def test_only_scripts_of_known_pages_cross_origins() -> None:
    assert _call({}).crosses_origins
    assert not _call({}, page="https://api.example:443").crosses_origins
    assert not _call({}, page="").crosses_origins
    assert not _call({}, resource="document").crosses_origins
