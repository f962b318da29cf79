"""The rules of the browser on the honest reference server: silent, with evidence, and without a secret in it."""

from collections.abc import Iterator

import pytest

from fixtures.browser.finder import BrowserChoice
from fixtures.browser.fixtures import Journeys
from fixtures.docket import Screenshot, Table, Timeline
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
    assert not [token for token in tokens if token[-16:] in filed], "the end of a token is a part of its secret"


SHOWN = [
    "client/refresh-before-expiry", "client/single-flight-refresh", "logout/no-resurrection",
    "logout/other-tabs-drop-token", "logout/other-tabs-follow", "ssr/spa-continues", "storage/survives-reopen",
]  # fmt: skip
"""The rules about several tabs, and about time."""


@pytest.mark.parametrize("rule_id", SHOWN)
def test_a_pass_over_tabs_or_time_is_shown_too(rule_id: str, honest: Journeys) -> None:
    kinds = {type(item) for item in judged(rule_id, honest)[1].evidence}
    assert {Timeline, Screenshot} <= kinds


@pytest.mark.parametrize(
    ("rule_id", "titles"),
    [
        ("storage/memory-only", ["What the page kept"]),
        ("storage/no-persistent-token", ["What the page kept"]),
        ("logout/other-tabs-drop-token", ["What the other tabs kept after the first logout"]),
        (
            "logout/client-token-cleared",
            [
                "What the page kept after a logout that the server did not hear of",
                "What the page kept after a logout through the page",
            ],
        ),
    ],
)
def test_a_pass_over_stores_shows_what_is_in_them(rule_id: str, titles: list[str], honest: Journeys) -> None:
    tables = {item.title: item for item in judged(rule_id, honest)[1].evidence if isinstance(item, Table)}
    kept = [tables[title] for title in titles]
    assert all(table.columns[1:3] == ("store", "key") for table in kept)
    assert all(any(row[1] == "DOM" for row in table.rows) for table in kept), "nothing was looked through"


def test_the_time_of_the_target_is_brought_back(honest: Journeys) -> None:
    assert [len(life.due) for life in honest.vigil.lives] == [1, 1]
    assert honest.continuation.steps
    assert abs(honest.scene.clock.now() - honest.tour.person.traffic.now) < 60
