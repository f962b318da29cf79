"""The rules of the browser on the honest reference server: silent, with evidence, and without a secret in it."""

from collections.abc import Iterator

import pytest

from fixtures.browser.finder import BrowserChoice
from fixtures.browser.fixtures import Journeys
from fixtures.rule import GUIDE_2019, rule_of
from fixtures.verdict import Verdict
from tests.browser.conftest import reference_journeys
from tests.browser.rules import RULES, judged


@pytest.fixture(scope="module")
def honest(chosen: BrowserChoice) -> Iterator[Journeys]:
    """The journeys through the honest application."""
    with reference_journeys(chosen) as journeys:
        yield journeys


OF_THIS_DESIGN = sorted(
    rule_id for rule_id, function in RULES.items() if (found := rule_of(function)) and found.level_in(GUIDE_2019)
)
"""What is asked of the page that keeps its token in memory: the server here is that of guide-2019."""


@pytest.mark.parametrize("rule_id", OF_THIS_DESIGN)
def test_every_rule_passes(rule_id: str, honest: Journeys) -> None:
    outcome, filed = judged(rule_id, honest)
    assert outcome.verdict is Verdict.PASSED, outcome
    assert filed.evidence


def test_no_secret_is_in_what_the_rules_file(honest: Journeys) -> None:
    tokens = {token for person in (honest.tour.person, honest.vigil.person) for token in person.tokens.held}
    secrets = tokens | {honest.scene.user.password.get_secret_value()}
    assert len(tokens) >= 4
    filed = repr([judged(rule_id, honest)[1] for rule_id in OF_THIS_DESIGN])
    assert "‹" in filed
    assert not [secret for secret in secrets if secret in filed]


def test_the_time_of_the_target_is_brought_back(honest: Journeys) -> None:
    assert [len(life.due) for life in honest.vigil.lives] == [1, 1]
    assert honest.continuation.steps
    assert abs(honest.scene.clock.now() - honest.tour.person.traffic.now) < 60
