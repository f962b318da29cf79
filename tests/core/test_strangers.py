"""Visitors without a valid cookie are shown nobody, at the described page and at those that it links to."""

from collections.abc import Callable

import pytest

from fixtures.audit import Audit
from fixtures.docket import Docket, opened
from fixtures.journey import Journey
from fixtures.outcome import Outcome, outcome_of
from fixtures.trials.refresh.outlived import Waiting
from fixtures.trials.ssr.strangers import strangers_must_see_nobody
from fixtures.verdict import Verdict, VerdictReached
from tests.core.judging import outcome
from tests.core.leaping import Leaping, with_a_clock
from tests.core.loopback import Answer, Visit, respond
from tests.core.rendered_application import RenderedApplication, Renderer, honest_page, page_of, rendered

LIFE = 3600
"""Seconds that a refresh token is declared to live."""


def by_beginning(application: RenderedApplication, _user: str | None, visit: Visit) -> Answer:
    """Look a cookie up by its first letters."""
    sent = visit.request.cookies.get("refresh", "")
    owner = next((who for token, who in application.refresh.items() if sent and token[:8] == sent[:8]), None)
    return honest_page(application, owner, visit)


@pytest.mark.parametrize(("render", "verdict"), [(honest_page, Verdict.PASSED), (by_beginning, Verdict.FAILED)])
def test_a_cookie_is_good_as_a_whole_or_not_at_all(render: Renderer, verdict: Verdict) -> None:
    with rendered(render) as (_application, audit, journey):
        assert outcome(lambda: strangers_must_see_nobody(audit, journey, Waiting(audit))).verdict is verdict


def last_user() -> Renderer:
    seen: list[str] = []

    def render(_application: RenderedApplication, user: str | None, _visit: Visit) -> Answer:
        seen.extend([user] if user else [])
        return page_of(seen[-1])

    return render


def about_ada(_application: RenderedApplication, _user: str | None, _visit: Visit) -> Answer:
    return page_of("ada")


def broken_for_visitors(_application: RenderedApplication, user: str | None, _visit: Visit) -> Answer:
    return page_of(user) if user is not None else respond(500)


def broken(_application: RenderedApplication, _user: str | None, _visit: Visit) -> Answer:
    return respond(500)


@pytest.mark.parametrize(
    ("render", "verdict"),
    [
        (honest_page, Verdict.PASSED),
        (about_ada, Verdict.PASSED),
        (broken, Verdict.PASSED),
        (last_user(), Verdict.FAILED),
        (broken_for_visitors, Verdict.FAILED),
    ],
)
def test_a_page_that_is_linked_to_is_judged_where_each_user_has_their_own(render: Renderer, verdict: Verdict) -> None:
    def rendering(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if visit.request.path.startswith("/page/orders"):
            return render(application, user, visit)
        return page_of(user, '<a href="/page/orders">Orders</a>') if user else honest_page(application, user, visit)

    with rendered(rendering) as (_application, audit, journey):
        assert outcome(lambda: strangers_must_see_nobody(audit, journey, Waiting(audit))).verdict is verdict


def judged_with_a_clock(
    *, takes_expired: bool = False, api_takes_expired: bool = False, is_lost: bool = False, declared: int | None = LIFE
) -> tuple[Outcome, str]:
    """Judge an application whose refresh tokens end when time has moved far enough, at the page, the API or nowhere."""
    former: dict[str, str] = {}

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        late = former.get(visit.request.cookies.get("refresh", "")) if takes_expired else None
        return honest_page(application, None if is_lost and former else user or late, visit)

    with rendered(render, refresh_lifetime_seconds=declared) as (application, audit, journey):

        def moved(seconds: float) -> None:
            if seconds > LIFE:
                former.update(application.refresh)
            if seconds > LIFE and not api_takes_expired:
                application.refresh.clear()

        return judged_with_notes(with_a_clock(audit, Leaping(moved)), journey)


def judged_with_notes(audit: Audit, journey: Journey) -> tuple[Outcome, str]:
    """Return the outcome, and the evidence as text."""
    docket, raised = Docket(), None
    with opened(docket):
        try:
            strangers_must_see_nobody(audit, journey, Waiting(audit))
        except VerdictReached as reached:
            raised = reached
    return outcome_of(docket, raised), repr(docket.evidence)


def test_a_cookie_that_has_expired_opens_nothing() -> None:
    found, _ = judged_with_a_clock()

    assert found.verdict is Verdict.PASSED
    assert "has expired was answered 302" in found.judgements[-1].sentence


def test_a_page_for_a_cookie_that_has_expired_is_seen() -> None:
    found, _ = judged_with_a_clock(takes_expired=True)

    assert found.verdict is Verdict.FAILED
    assert "with a refresh cookie that has expired was answered 200 and shows ada" in found.deciding.sentence


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lambda: judged_with_a_clock(api_takes_expired=True, takes_expired=True), "refresh/expired-rejected says more"),
        (lambda: judged_with_a_clock(declared=None), "The life of a refresh token is not known"),
        (lambda: judged_with_a_clock(is_lost=True), "A control failed"),
    ],
    ids=["the API takes it too", "no life is known", "no page is rendered at that time"],
)
def test_what_was_not_seen_to_expire_is_said_and_not_judged(
    found: Callable[[], tuple[Outcome, str]], said: str
) -> None:
    judged, notes = found()

    assert judged.verdict is Verdict.PASSED
    assert said in notes
    assert not any("has expired" in judgement.sentence for judgement in judged.judgements)


def test_a_clock_that_nobody_can_move_is_said() -> None:
    with rendered(refresh_lifetime_seconds=LIFE) as (_application, audit, journey):
        found, notes = judged_with_notes(audit, journey)

    assert found.verdict is Verdict.PASSED
    assert "clock cannot be moved" in notes
