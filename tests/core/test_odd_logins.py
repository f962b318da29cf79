"""Failing logins are sent once for several rules, and each rule says of them what is its matter."""

import json
from collections.abc import Callable

import pytest

from fixtures.docket import Docket
from fixtures.sessions import Sessions
from fixtures.trials.fuzz.malformed import malformed_logins_must_be_refused_safely
from fixtures.trials.login.logins import failures_must_look_alike
from fixtures.trials.login.odd_logins import OddLogins
from fixtures.verdict import Verdict
from tests.core.application import Application, running
from tests.core.building import audit_of
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, closes, respond


def is_odd(visit: Visit) -> bool:
    return not isinstance(json.loads(visit.request.body or b"{}").get("password", 7), str)


def odd_logins_are(answer: Answer, application: Application) -> Callable[[Visit], None]:
    """Answer honestly unless the password is no text."""
    return lambda visit: (answer if is_odd(visit) else application.login)(visit)


def verdicts_of(people: Sessions) -> tuple[Verdict, Verdict]:
    """What the rule about failing logins says, and then the one about malformed credentials."""
    odd_logins, session = OddLogins(people), people.standing("ada")
    return (
        outcome(lambda: failures_must_look_alike(people, odd_logins)).verdict,
        outcome(lambda: malformed_logins_must_be_refused_safely(session, odd_logins)).verdict,
    )


@pytest.mark.parametrize(
    ("answer", "failing", "malformed"),
    [
        (respond(400), Verdict.PASSED, Verdict.PASSED),
        (respond(500), Verdict.PASSED, Verdict.FAILED),
        (respond(400, "AttributeError: 'NoneType' object has no attribute 'encode'"), Verdict.PASSED, Verdict.FAILED),
        (respond(503), Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        (closes, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
    ],
)
def test_each_rule_says_what_is_its_matter(answer: Answer, failing: Verdict, malformed: Verdict) -> None:
    with running() as application:
        application.instead["/login"] = odd_logins_are(answer, application)
        with audit_of(application.target) as audit:
            assert verdicts_of(Sessions(audit.sessions.proven)) == (failing, malformed)


def test_what_one_rule_sent_the_other_does_not_send_again(docket: Docket) -> None:
    with running() as application, audit_of(application.target) as audit:
        people = Sessions(audit.sessions.proven)
        odd_logins = OddLogins(people)
        assert len(list(odd_logins.answered())) == 5
        assert docket.controls == 2
        spent = audit.cost.logins

        assert len(list(odd_logins.answered())) == 5
        assert audit.cost.logins == spent


def test_a_target_that_ends_at_one_is_not_judged_by_either() -> None:
    with running() as application:

        def ends(visit: Visit) -> None:
            application.instead = dict.fromkeys(("/login", "/me", "/refresh", "/logout"), closes)
            closes(visit)

        application.instead["/login"] = odd_logins_are(ends, application)
        with audit_of(application.target) as audit:
            assert verdicts_of(Sessions(audit.sessions.proven)) == (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE)


def test_an_account_that_locks_says_nothing_of_malformed_passwords() -> None:
    with running() as application:
        odd = 0

        def locks(visit: Visit) -> None:
            nonlocal odd
            odd += is_odd(visit)
            (respond(401) if odd > 1 else application.login)(visit)

        application.instead["/login"] = locks
        with audit_of(application.target) as audit:
            people = Sessions(audit.sessions.proven)
            odd_logins, session = OddLogins(people), people.standing("ada")

            locked = outcome(lambda: failures_must_look_alike(people, odd_logins))
            found = outcome(lambda: malformed_logins_must_be_refused_safely(session, odd_logins))

    assert locked.verdict is Verdict.INCONCLUSIVE
    assert found.verdict is Verdict.PASSED
