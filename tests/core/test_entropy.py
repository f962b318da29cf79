"""Estimates of chance: what is strong passes, what shows a clock, a count or too few letters does not."""

import base64
import secrets
from itertools import count
from types import SimpleNamespace
from typing import cast
from uuid import uuid1, uuid4

import jwt
import pytest

from fixtures.docket import Docket
from fixtures.sessions import Sessions
from fixtures.trials.refresh.entropy import _judge_fingerprints, estimated
from fixtures.verdict import Verdict, VerdictReached

KEY = "k" * 32


@pytest.mark.parametrize(
    "values",
    [
        [secrets.token_urlsafe(32) for _ in range(25)],
        [secrets.token_hex(16) for _ in range(25)],
        [base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(25)],
        [f"{number}|{secrets.token_urlsafe(32)}" for number in range(1_000, 1_025)],
        [str(uuid4()) for _ in range(25)],
        [uuid4().hex for _ in range(3)],
        [secrets.token_hex(16) for _ in range(2)],
        [jwt.encode({"n": number}, KEY) for number in range(3)],
    ],
    ids=["256 bits", "128 bits in hex", "base64", "a number before chance", "uuid4", "uuid4 hex", "only two", "signed"],
)
def test_what_is_strong_is_not_called_weak(values: list[str]) -> None:
    assert estimated(values).weakness == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([secrets.token_urlsafe(8) for _ in range(25)], "66 bits"),
        ([secrets.token_hex(15) for _ in range(2)], "120 bits"),
        ([f"{'ab' * 12}{number:08x}" for number in range(25)], "bits of them can be random"),
        ([f"{number:016x}{secrets.token_hex(10)}" for number in range(10**15, 10**15 + 25 * 10**9, 10**9)], "upwards"),
        ([str(uuid1()) for _ in range(25)], "version 1"),
        ([str(number).zfill(30) for number in range(100, 125)], "bits of them can be random"),
    ],
    ids=["eight bytes", "fifteen bytes", "a count behind a name", "a clock before chance", "uuid1", "a count"],
)
def test_what_is_weak_is_told_with_its_reason(values: list[str], words: str) -> None:
    assert words in estimated(values).weakness


def test_no_value_is_in_what_is_told() -> None:
    values = [f"{secrets.token_hex(4)}{number:08x}" for number in range(25)]

    found = estimated(values)
    told = repr(found)

    assert [value for value in values if value in told] == []
    assert found.weakness


def test_one_value_says_nothing() -> None:
    with pytest.raises(VerdictReached) as reached:
        estimated(["alone"])

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE


def test_random_tokens_are_never_called_weak() -> None:
    # A false alarm in a thousand would be one a week.
    attempts = count()
    while next(attempts) < 300:
        assert estimated([secrets.token_hex(16) for _ in range(25)]).weakness == ""


def people_with(*fingerprints: str) -> Sessions:
    deployment = SimpleNamespace(binding=SimpleNamespace(set_by=lambda _reply: None))
    people = SimpleNamespace(
        proven=SimpleNamespace(deployment=deployment),
        fingerprints=fingerprints,
        standing=lambda _user: SimpleNamespace(login_reply=None),
    )
    return cast("Sessions", people)


def test_one_fingerprint_for_all_logins_is_too_short_for_any_chance(docket: Docket) -> None:
    with pytest.raises(VerdictReached) as reached:
        _judge_fingerprints(people_with(*["v-1795974482"] * 3))

    assert reached.value.judgement.verdict is Verdict.FAILED
    assert "at most 72 bits" in reached.value.judgement.sentence
    assert docket.judgements


def test_one_long_fingerprint_for_all_logins_is_the_matter_of_another_rule(docket: Docket) -> None:
    _judge_fingerprints(people_with(*[secrets.token_hex(32)] * 3))

    assert not docket.judgements
