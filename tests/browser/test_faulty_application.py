"""The rules of the browser on the faults of the reference server: each is heard by the rules that it names."""

import pytest

from fixtures.browser.finder import BrowserChoice
from fixtures.verdict import Verdict
from reference_server.faults.registry import all_faults
from tests.browser.conftest import reference_journeys
from tests.browser.rules import RULES, judged

_BREAKING = [
    pytest.param(fault.name, rule_id, id=f"{fault.name} breaks {rule_id}")
    for fault in all_faults()
    for rule_id in fault.breaks
    if rule_id in RULES
]


def test_there_is_a_fault_for_every_rule() -> None:
    assert {param.values[1] for param in _BREAKING} == set(RULES)


@pytest.mark.parametrize(("fault", "rule_id"), _BREAKING)
def test_a_fault_breaks_its_rule(fault: str, rule_id: str, chosen: BrowserChoice) -> None:
    with reference_journeys(chosen, fault) as journeys:
        outcome, filed = judged(rule_id, journeys)
    assert outcome.verdict is Verdict.FAILED, outcome
    assert filed.evidence
