"""A secure server and a dead server look alike: one that dies, hangs or throttles midway proves nothing."""

from collections.abc import Iterator

import pytest

from fixtures.docket import Docket
from fixtures.forge import Lie
from fixtures.preflight import preflight
from fixtures.sessions import Sessions
from fixtures.verdict import Verdict, VerdictReached
from tests.core.application import Application, running
from tests.core.building import deployment_of
from tests.core.loopback import Answer, Visit, closes, document, hangs, raw, respond

OUTAGES: dict[str, Answer] = {
    "closes": closes,
    "sends garbage": raw(b"\x00\x01\x02\r\n\r\n"),
    "answers 500": respond(500),
    "answers 503": respond(503),
    "throttles": respond(429),
    "refuses everybody": respond(401),
    "answers 200 with nothing": respond(200),
    "answers 200 with a page": respond(200, "<h1>Maintenance</h1>"),
}


@pytest.fixture
def application() -> Iterator[Application]:
    with running() as application:
        yield application


@pytest.fixture
def people(application: Application) -> Iterator[Sessions]:
    with deployment_of(application.target) as deployment:
        yield Sessions(preflight(deployment).proven)


def after(number: int, path: str, outage: Answer, application: Application) -> None:
    """Let ``number`` more requests to ``path`` be honest, then none."""
    honest = {"/me": application.me, "/refresh": application.renew}[path]
    left = [number]

    def answer(visit: Visit) -> None:
        left[0] -= 1
        (honest if left[0] >= 0 else outage)(visit)

    application.instead[path] = answer


def verdict_of_lies(people: Sessions) -> Verdict:
    session = people.login("ada")
    try:
        session.must_refuse_every([Lie(f"lie {number}", f"forged-{number}") for number in range(3)])
    except VerdictReached as reached:
        return reached.judgement.verdict
    return Verdict.PASSED


def test_an_application_that_lives_is_judged(people: Sessions, docket: Docket) -> None:
    assert verdict_of_lies(people) is Verdict.PASSED
    assert docket.controls == 1


@pytest.mark.parametrize("outage", OUTAGES)
@pytest.mark.parametrize("honest_calls", [0, 1, 2, 4], ids=["before", "after the control", "midway", "before the last"])
def test_refusals_around_an_outage_prove_nothing(
    application: Application, people: Sessions, docket: Docket, outage: str, honest_calls: int
) -> None:
    after(honest_calls, "/me", OUTAGES[outage], application)

    assert verdict_of_lies(people) is Verdict.INCONCLUSIVE
    assert not [item for item in docket.judgements if item.verdict is Verdict.FAILED]


def test_a_refusal_before_a_hang_proves_nothing(application: Application, docket: Docket) -> None:
    limits = application.target.limits.model_copy(update={"timeout_seconds": 3})
    with deployment_of(application.target.model_copy(update={"limits": limits})) as deployment:
        people = Sessions(preflight(deployment).proven)
        after(2, "/me", hangs, application)

        session = people.login("ada")
        with pytest.raises(VerdictReached) as reached:
            session.must_refuse_every([Lie("a lie", "forged")])

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "no answer within 3 s" in reached.value.judgement.sentence
    assert docket.controls == 1


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_spent_refresh_token_refused_by_a_dead_endpoint_proves_nothing(
    application: Application, people: Sessions, docket: Docket, outage: str
) -> None:
    session = people.login("ada")
    spent = session.refresh_token
    session.refresh().control()
    application.instead["/refresh"] = OUTAGES[outage]

    with pytest.raises(VerdictReached) as reached:
        session.refresh(using=spent).must_be_refused("a spent refresh token")

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert docket.controls == 1


def test_an_application_that_takes_any_token_fails_though_it_dies_afterwards(
    application: Application, people: Sessions, docket: Docket
) -> None:
    session = people.login("ada")
    session.call().control()
    application.instead["/me"] = document({"name": "ada"})
    answer = session.present(Lie("a lie", "forged"))
    application.instead["/me"] = closes

    with pytest.raises(VerdictReached) as reached:
        answer.must_be_refused("a lie")

    assert reached.value.judgement.verdict is Verdict.FAILED
    assert docket.judgements


@pytest.mark.parametrize("outage", ["closes", "answers 500", "answers 200 with a page", "throttles"])
def test_a_login_that_breaks_is_undecided_and_never_a_failure(
    application: Application, people: Sessions, outage: str
) -> None:
    application.instead["/login"] = OUTAGES[outage]

    with pytest.raises(VerdictReached) as reached:
        people.login("ada")

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert reached.value.judgement.next_step


def test_a_throttled_target_is_not_asked_on_and_on(application: Application, people: Sessions, docket: Docket) -> None:
    session = people.login("ada")
    after(5, "/me", respond(429), application)
    assert application.server is not None
    before = len(application.server.requests)

    with pytest.raises(VerdictReached):
        session.must_refuse_every([Lie(f"lie {number}", f"forged-{number}") for number in range(60)])

    assert len(application.server.requests) - before <= 1 + 8 + 1 + 1
    assert docket.controls == 1
