"""Wrong passwords in a row: what is a throttle, and what is a target that has fallen over."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fixtures.clock.interface import FixedClock
from fixtures.preflight import preflight
from fixtures.sessions import Sessions
from fixtures.trials.login.accounts import guessing_must_be_slowed
from fixtures.verdict import Verdict
from tests.core.application import Application, running
from tests.core.building import PASSWORDS, deployment_of, target
from tests.core.judging import outcome
from tests.core.loopback import Visit, respond

_DISPOSABLE = ("disposable", "the-password-of-nobody-else")
_FEW, _MANY = 3, 6


@contextmanager
def people_with_a_disposable_one(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Application, Sessions]]:
    """Serve an application with an account that passwords may be tried at."""
    monkeypatch.setitem(PASSWORDS, *_DISPOSABLE)
    with running() as application:
        assert application.server is not None
        users = {name: {"username": name, "password": word} for name, word in PASSWORDS.items()}
        described = target(application.server.url, users=users, policy={"throttle_attempts": _MANY})
        with deployment_of(described) as deployment:
            yield application, Sessions(preflight(deployment).proven)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(401, Verdict.FAILED), (500, Verdict.INCONCLUSIVE), (502, Verdict.INCONCLUSIVE), (504, Verdict.INCONCLUSIVE)],
)
def test_a_login_that_falls_over_at_wrong_passwords_is_no_throttle(
    status: int, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    with people_with_a_disposable_one(monkeypatch) as (application, people):
        wrong = 0

        def login(visit: Visit) -> None:
            nonlocal wrong
            is_wrong = b"the-password-of" not in visit.request.body
            wrong += is_wrong
            (respond(status) if is_wrong and wrong > _FEW else application.login)(visit)

        application.instead["/login"] = login
        found = outcome(lambda: guessing_must_be_slowed(people, FixedClock()))

    assert wrong == _MANY
    assert found.verdict is verdict


def test_a_limit_that_was_reached_before_the_first_guess_is_not_taken_for_a_throttle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with people_with_a_disposable_one(monkeypatch) as (application, people):
        people.login("disposable")
        application.instead["/login"] = respond(429)
        found = outcome(lambda: guessing_must_be_slowed(people, FixedClock()))

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "something else" in found.deciding.sentence


def test_a_login_that_has_just_worked_need_not_be_made_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with people_with_a_disposable_one(monkeypatch) as (_application, people):
        assert not people.is_known_to_log_in("disposable")

        people.login("disposable")
        assert people.is_known_to_log_in("disposable")

        people.guess("disposable")
        assert not people.is_known_to_log_in("disposable")

        people.login("disposable")
        people.doubt("disposable")
        assert not people.is_known_to_log_in("disposable")
