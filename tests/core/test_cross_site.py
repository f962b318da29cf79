"""A forged request fails a deployment where a browser would let it through, and only there."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from fixtures.clock.interface import FixedClock
from fixtures.docket import Docket
from fixtures.session import Session
from fixtures.target.model import PolicySection
from fixtures.trials.csrf.cross_site import (
    endpoints_must_refuse_simple_requests,
    logout_must_refuse_foreign_pages,
    refresh_must_refuse_foreign_pages,
)
from fixtures.verdict import Judgement, Verdict, VerdictReached
from tests.core.application import Application, running
from tests.core.building import audit_of
from tests.core.loopback import Answer, Visit, respond

Verb = Callable[[Session], None]
REFRESH: Verb = partial(refresh_must_refuse_foreign_pages, clock=FixedClock())


def judged(docket: Docket, verb: Verb, session: Session) -> Judgement:
    """What the verb came to: the judgement that ended it, or its last."""
    try:
        verb(session)
    except VerdictReached as reached:
        return reached.judgement
    return docket.judgements[-1]


@contextmanager
def ada_of(application: Application, **policy: bool) -> Iterator[Session]:
    described = application.target.model_copy(update={"policy": PolicySection.model_validate(policy)})
    with audit_of(described) as audit:
        yield audit.sessions.login("ada")


def posts_only(honest: Answer, *, refuses: Callable[[Visit], bool]) -> Answer:
    """Let an endpoint take POST alone, and refuse what it is told to refuse before it acts."""

    def answer(visit: Visit) -> None:
        if visit.request.method != "POST":
            respond(405)(visit)
        elif refuses(visit):
            respond(403)(visit)
        else:
            honest(visit)

    return answer


def is_cross_site(visit: Visit) -> bool:
    return visit.request.header("Sec-Fetch-Site") == "cross-site"


def is_foreign(visit: Visit) -> bool:
    return visit.request.header("Sec-Fetch-Site") is not None


def nothing(_visit: Visit) -> bool:
    return False


@pytest.mark.parametrize(
    ("attributes", "refuses", "verdict", "words"),
    [
        ("Path=/", is_foreign, Verdict.PASSED, "nothing happened"),
        ("Path=/", nothing, Verdict.FAILED, "issued a token"),
        ("Path=/; SameSite=None", is_cross_site, Verdict.FAILED, "another port"),
        ("Path=/; SameSite=Strict", nothing, Verdict.FAILED, "another port"),
        ("Path=/; SameSite=Lax", is_cross_site, Verdict.FAILED, "another port"),
    ],
)
def test_a_refresh_is_judged_by_what_a_browser_lets_through(
    docket: Docket, attributes: str, refuses: Callable[[Visit], bool], verdict: Verdict, words: str
) -> None:
    with running() as application:
        application.attributes = attributes
        application.instead["/refresh"] = posts_only(application.renew, refuses=refuses)
        with ada_of(application) as session:
            found = judged(docket, REFRESH, session)

    assert found.verdict is verdict
    assert words in found.sentence


def is_unlike_ours(visit: Visit) -> bool:
    """Refuse whatever says it comes from elsewhere, but for an Origin of a frame that has none."""
    return visit.request.header("Origin") not in (None, "null")


@pytest.mark.parametrize(
    ("attributes", "verdict"), [("SameSite=Lax", Verdict.PASSED), ("SameSite=None", Verdict.FAILED)]
)
def test_an_origin_that_only_looks_trusted_is_tried_where_nothing_else_protects(
    docket: Docket, attributes: str, verdict: Verdict
) -> None:
    with running() as application:
        application.attributes = f"Path=/; {attributes}"
        application.instead["/refresh"] = posts_only(application.renew, refuses=is_unlike_ours)
        with ada_of(application) as session:
            found = judged(docket, REFRESH, session)

    assert found.verdict is verdict


@pytest.mark.parametrize(("attributes", "verdict"), [("SameSite=Lax", Verdict.PASSED), ("Path=/", Verdict.FAILED)])
def test_same_site_saves_a_deployment_that_trusts_its_siblings(
    docket: Docket, attributes: str, verdict: Verdict
) -> None:
    with running() as application:
        application.attributes = attributes
        application.instead["/refresh"] = posts_only(application.renew, refuses=nothing)
        with ada_of(application, trusts_sibling_sites=True) as session:
            found = judged(docket, REFRESH, session)

    assert found.verdict is verdict
    assert ("holds the cookie back" in found.sentence) == (verdict is Verdict.PASSED)


def test_a_refused_refresh_that_costs_the_token_is_found(docket: Docket) -> None:
    with running() as application:

        def spends_first(visit: Visit) -> None:
            if is_foreign(visit):
                application.refresh.pop(visit.request.cookies.get("refresh", ""), None)
                respond(403)(visit)
            else:
                application.renew(visit)

        application.instead["/refresh"] = spends_first
        with ada_of(application) as session:
            found = judged(docket, REFRESH, session)

    assert found.verdict is Verdict.FAILED
    assert "no longer refreshes" in found.sentence


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_target_out_of_order_refuses_nothing(docket: Docket, status: int) -> None:
    with running() as application:

        def breaks(visit: Visit) -> None:
            (respond(status) if is_foreign(visit) else application.renew)(visit)

        application.instead["/refresh"] = breaks
        with ada_of(application) as session:
            assert judged(docket, REFRESH, session).verdict is Verdict.INCONCLUSIVE


def test_an_outage_is_no_burnt_session(docket: Docket) -> None:
    with running() as application:
        seen: list[str] = []

        def goes_away(visit: Visit) -> None:
            seen.extend(["foreign"] if is_foreign(visit) else [])
            (respond(401) if seen else application.renew)(visit)

        application.instead["/refresh"] = goes_away
        with ada_of(application) as session:
            assert judged(docket, REFRESH, session).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("verb", [REFRESH, endpoints_must_refuse_simple_requests])
def test_a_session_that_may_refresh_only_so_often_is_no_burnt_session(docket: Docket, verb: Verb) -> None:
    with running() as application:
        refreshes = Counter[str]()

        def limited(visit: Visit) -> None:
            token = visit.request.cookies.get("refresh", "")
            refreshes[application.refresh.get(token, "")] += 1
            (respond(429) if refreshes["ada"] > 2 else application.renew)(visit)

        application.instead["/refresh"] = posts_only(limited, refuses=is_foreign)
        application.instead["/logout"] = respond(405)
        with ada_of(application) as session:
            refreshes["ada"] = 0
            found = judged(docket, verb, session)

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "429" in found.sentence


def test_get_fails_whatever_the_cookie_says(docket: Docket) -> None:
    with running() as application, ada_of(application) as session:
        found = judged(docket, endpoints_must_refuse_simple_requests, session)

    assert found.verdict is Verdict.FAILED
    assert found.sentence.startswith("GET /refresh")


@pytest.mark.parametrize(
    ("attributes", "refuses", "verdict"),
    [
        ("SameSite=Lax", nothing, Verdict.PASSED),
        ("Path=/", is_foreign, Verdict.PASSED),
        ("Path=/", nothing, Verdict.FAILED),
    ],
)
def test_a_form_is_excused_by_same_site_or_by_the_origin(
    docket: Docket, attributes: str, refuses: Callable[[Visit], bool], verdict: Verdict
) -> None:
    with running() as application:
        application.attributes = attributes
        application.instead["/refresh"] = posts_only(application.renew, refuses=refuses)
        application.instead["/logout"] = respond(405)
        with ada_of(application) as session:
            found = judged(docket, endpoints_must_refuse_simple_requests, session)

    assert found.verdict is verdict


def test_a_link_ends_the_session_in_spite_of_lax(docket: Docket) -> None:
    with running() as application, ada_of(application, trusts_sibling_sites=True) as session:
        found = judged(docket, logout_must_refuse_foreign_pages, session)

    assert found.verdict is Verdict.FAILED
    assert "a link on a foreign site" in found.sentence


def test_strict_keeps_links_away(docket: Docket) -> None:
    with running() as application:
        application.attributes = "SameSite=Strict"
        with ada_of(application, trusts_sibling_sites=True) as session:
            found = judged(docket, logout_must_refuse_foreign_pages, session)

    assert found.verdict is Verdict.PASSED
    assert "SameSite=Strict" in found.sentence
