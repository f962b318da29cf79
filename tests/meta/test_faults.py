"""No rule without a fault that breaks it, no fault without a rule."""

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.faults.registry import Fault, all_faults
from tests.proof.examination import broken_in, one_fault_for_each_rule

RULES = load_catalogue()
FAULTS = all_faults()


def test_every_rule_has_a_fault() -> None:
    broken = {name for fault in FAULTS for name in fault.breaks}

    assert set(RULES) - broken == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_names_rules_of_its_profiles(fault: Fault) -> None:
    assert fault.breaks
    assert len(set(fault.breaks)) == len(fault.breaks)
    assert set(fault.breaks) <= set(RULES)
    seen = {profile: broken_in(fault, Profile(profile)) for profile in fault.profiles}
    assert set().union(*seen.values()) == set(fault.breaks), "it names rules that none of its profiles has"
    assert all(seen.values()), "there is a profile of it in which it breaks nothing"


def test_the_short_proof_shows_every_rule_once() -> None:
    shown = {rule for fault in one_fault_for_each_rule() for rule in fault.breaks}

    assert set(RULES) - shown == set()
