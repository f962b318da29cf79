"""An answer is readable only where a browser would hand it to the page."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from fixtures.cross_origin import Sight, varies
from fixtures.docket import Docket
from fixtures.verdict import Verdict
from tests.core.building import reply

EVIL = "https://attacker.example"


def sight(
    origin: str | None = EVIL, headers: Mapping[str, str] | None = None, *, status: int = 200, method: str = "GET"
) -> Sight:
    answer = reply(status, headers=headers)
    return Sight(
        endpoint="identity", origin=origin, reply=replace(answer, exchange=replace(answer.exchange, method=method))
    )


def grant(origin: str, credentials: str = "true") -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": credentials}


@pytest.mark.parametrize(
    ("allowed", "credentials", "is_readable"),
    [
        (EVIL, "true", True),
        (EVIL, "True", False),
        (EVIL, "", False),
        ("*", "true", False),
        (f"{EVIL}, {EVIL}", "true", False),
        (f"{EVIL}/", "true", False),
        ("null", "true", False),
    ],
)
def test_a_page_reads_what_names_its_origin_and_takes_credentials(
    allowed: str, credentials: str, *, is_readable: bool
) -> None:
    assert sight(headers=grant(allowed, credentials)).is_readable is is_readable


def test_an_opaque_origin_is_null() -> None:
    assert sight("null", grant("null")).is_readable


def test_an_error_is_readable_too_but_a_refused_preflight_lets_nobody_in() -> None:
    assert sight(headers=grant(EVIL), status=401).is_readable
    assert not sight(headers=grant(EVIL), status=400, method="OPTIONS").is_readable
    assert sight(headers=grant(EVIL), status=204, method="OPTIONS").is_readable


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, Verdict.FAILED),
        ({"Vary": "Accept"}, Verdict.FAILED),
        ({"Vary": "Accept, Origin"}, Verdict.PASSED),
        ({"Vary": "*"}, Verdict.PASSED),
        ({"Cache-Control": "private, no-store"}, Verdict.PASSED),
    ],
)
def test_an_answer_that_depends_on_the_origin_says_so(
    docket: Docket, headers: dict[str, str], verdict: Verdict
) -> None:
    allowed = sight("https://app.example", {**headers, **grant("https://app.example")})

    assert varies([sight(headers=headers), allowed]).verdict is verdict
    assert docket.exchanges


def test_an_answer_that_is_the_same_for_all_needs_no_word(docket: Docket) -> None:
    assert varies([sight(headers=grant("*")), sight(None, grant("*"))]).verdict is Verdict.PASSED
    assert docket.exchanges
