"""One journey in time serves every rule that lets a refresh token outlive its life."""

import pytest

from fixtures.audit import Audit
from fixtures.trials.refresh.outlived import Waiting
from fixtures.verdict import Verdict, VerdictReached
from tests.core.judging import outcome
from tests.core.leaping import Leaping, with_a_clock
from tests.core.rendered_application import RenderedApplication, rendered

LIFE = 3600


def waiting(application: RenderedApplication, audit: Audit, *, ends: bool = True) -> tuple[Waiting, Leaping]:
    """Return the journey in an audit whose time can be moved; with ``ends``, refresh tokens end with that."""
    leaping = Leaping(lambda _seconds: application.refresh.clear() if ends else None)
    return Waiting(with_a_clock(audit, leaping)), leaping


def test_the_wait_is_made_once_for_the_token_and_the_page() -> None:
    with rendered(refresh_lifetime_seconds=LIFE) as (application, audit, _journey):
        outlived, leaping = waiting(application, audit)
        token = outcome(lambda: outlived.recorded().must_have_been_refused())
        spent = audit.cost.logins
        page = outlived.recorded()

    assert token.verdict is Verdict.PASSED
    assert page.page is not None
    assert page.later is not None
    assert leaping.leaps == 1
    assert audit.cost.logins == spent


def test_a_token_that_outlives_its_life_is_seen() -> None:
    with rendered(refresh_lifetime_seconds=LIFE) as (application, audit, _journey):
        outlived, _ = waiting(application, audit, ends=False)
        found = outcome(lambda: outlived.recorded().must_have_been_refused())

    assert found.verdict is Verdict.FAILED


def test_what_could_not_be_waited_for_is_not_waited_for_again() -> None:
    with rendered() as (application, audit, _journey):
        outlived, leaping = waiting(application, audit)
        found = [outcome(lambda: outlived.recorded().must_have_been_refused()) for _ in range(2)]

    assert [one.verdict for one in found] == [Verdict.UNTESTED, Verdict.UNTESTED]
    assert leaping.leaps == 0


def test_time_that_nobody_can_move_leaves_it_untested() -> None:
    with (
        rendered(refresh_lifetime_seconds=LIFE) as (_application, audit, _journey),
        pytest.raises(VerdictReached) as it,
    ):
        Waiting(audit).recorded()

    assert it.value.judgement.verdict is Verdict.UNTESTED
