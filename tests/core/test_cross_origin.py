"""An answer is readable only where a browser would hand it to the page."""

from dataclasses import replace

import pytest

from fixtures.cross_origin import Sight, varies
from fixtures.docket import Docket
from fixtures.verdict import Verdict
from tests.core.building import reply

EVIL = "https://attacker.example"


def sight(origin: str | None = EVIL, *, status: int = 200, method: str = "GET", **headers: str) -> Sight:
    answer = reply(status, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return Sight(
        endpoint="identity", origin=origin, reply=replace(answer, exchange=replace(answer.exchange, method=method))
    )


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
    seen = sight(access_control_allow_origin=allowed, access_control_allow_credentials=credentials)

    assert seen.is_readable is is_readable


def test_an_opaque_origin_is_null() -> None:
    assert sight("null", access_control_allow_origin="null", access_control_allow_credentials="true").is_readable


def test_an_error_is_readable_too_but_a_refused_preflight_lets_nobody_in() -> None:
    grant = {"access_control_allow_origin": EVIL, "access_control_allow_credentials": "true"}

    assert sight(status=401, **grant).is_readable
    assert not sight(status=400, method="OPTIONS", **grant).is_readable
    assert sight(status=204, method="OPTIONS", **grant).is_readable


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, Verdict.FAILED),
        ({"vary": "Accept"}, Verdict.FAILED),
        ({"vary": "Accept, Origin"}, Verdict.PASSED),
        ({"vary": "*"}, Verdict.PASSED),
        ({"cache_control": "private, no-store"}, Verdict.PASSED),
    ],
)
def test_an_answer_that_depends_on_the_origin_says_so(
    docket: Docket, headers: dict[str, str], verdict: Verdict
) -> None:
    allowed = sight("https://app.example", access_control_allow_origin="https://app.example", **headers)

    assert varies([sight(**headers), allowed]).verdict is verdict
    assert docket.exchanges


def test_an_answer_that_is_the_same_for_all_needs_no_word(docket: Docket) -> None:
    assert varies([sight(access_control_allow_origin="*"), sight(None, access_control_allow_origin="*")]).verdict is (
        Verdict.PASSED
    )
    assert docket.exchanges
