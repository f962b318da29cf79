"""Two tabs at once, and rules that leave accounts as they found them, on the reference server."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Lock

from fixtures.audit import Audit
from fixtures.docket import Docket
from fixtures.sessions import Sessions
from fixtures.trials.login.accounts import (
    disabled_account_must_be_cut,
    guessing_must_be_slowed,
    new_password_must_end_other_sessions,
)
from fixtures.trials.refresh.chain import chain_must_stay_usable
from fixtures.trials.refresh.races import a_race_must_leave_one_lineage, races_must_keep_the_session
from fixtures.verdict import Verdict
from tests.core.application import Application, running
from tests.core.building import audit_of
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, respond


def test_races_and_chains_of_an_honest_server_pass_and_cost_no_login(reference: Audit, people: Sessions) -> None:
    people.standing("ada")
    people.witness()
    spent = reference.cost.logins

    for verb in (races_must_keep_the_session, a_race_must_leave_one_lineage, chain_must_stay_usable):
        assert outcome(partial(verb, people, reference.clock)).verdict is Verdict.PASSED

    assert reference.cost.logins == spent


def test_accounts_are_left_as_they_were_found(reference: Audit, people: Sessions) -> None:
    outcomes = [
        outcome(lambda: new_password_must_end_other_sessions(people)),
        outcome(lambda: disabled_account_must_be_cut(people, reference.policy)),
        outcome(lambda: guessing_must_be_slowed(people, reference.clock)),
    ]

    assert [one.verdict for one in outcomes] == [Verdict.PASSED] * 3
    assert people.login("disposable").call().is_owners


def test_the_new_password_is_in_no_record(reference: Audit, people: Sessions, docket: Docket) -> None:
    new_password_must_end_other_sessions(people)

    assert docket.exchanges
    assert reference.target.users.disposable is not None
    assert reference.target.users.disposable.password.get_secret_value() not in repr(docket)
    assert "Bearproof1-" not in repr(docket)


def test_guesses_are_not_taken_from_the_budget_of_logins(people: Sessions) -> None:
    cost = people.proven.deployment.wire.cost
    before = (cost.logins, cost.guesses)

    people.guess("disposable")

    assert (cost.logins, cost.guesses) == (before[0], before[1] + 1)


def counting(answer: Callable[[Visit, int], None]) -> Answer:
    """Answer refreshes one at a time, each by how many there were with its token, itself included."""
    seen: Counter[str] = Counter()
    lock = Lock()

    def counted(visit: Visit) -> None:
        token = visit.request.cookies.get("refresh", "")
        with lock:
            seen[token] += 1
            answer(visit, seen[token])

    return counted


def overwrites_from_the_third_on(application: Application) -> Answer:
    """Of several refreshes with one token the third overwrites the row of the first, and its own is lost as well."""

    def answer(visit: Visit, ordinal: int) -> None:
        if ordinal < 3:
            application.renew(visit)
            return
        application.issue(visit, "ada")
        for lost in [one for one, user in application.refresh.items() if user == "ada"]:
            del application.refresh[lost]

    return counting(answer)


def test_what_two_refreshes_at_once_do_not_show_a_crowd_does() -> None:
    with running() as application:
        application.instead["/refresh"] = overwrites_from_the_third_on(application)
        with audit_of(application.target) as audit:
            found = outcome(lambda: races_must_keep_the_session(Sessions(audit.sessions.proven), audit.clock))

    assert found.verdict is Verdict.FAILED
    assert "6 refreshes with one token at once were" in found.judgements[0].sentence


def test_a_server_that_accepts_one_of_a_crowd_keeps_its_session() -> None:
    with running() as application, audit_of(application.target) as audit:
        found = outcome(lambda: races_must_keep_the_session(Sessions(audit.sessions.proven), audit.clock))

    assert found.verdict is Verdict.PASSED
    assert "10 rounds" in found.judgements[0].sentence


def test_a_crowd_that_is_throttled_takes_nothing_from_what_two_showed() -> None:
    with running() as application:
        application.instead["/refresh"] = counting(
            lambda visit, ordinal: (respond(429) if ordinal > 3 else application.renew)(visit)
        )
        with audit_of(application.target) as audit:
            found = outcome(lambda: races_must_keep_the_session(Sessions(audit.sessions.proven), audit.clock))

    assert found.verdict is Verdict.PASSED
    assert "6 rounds" in found.judgements[0].sentence
