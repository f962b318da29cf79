"""No rule without a fault that breaks it, no fault without a rule."""

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.faults.registry import Fault, all_faults
from tests.meta.refusals import faults_of_a_marking, rules_without_a_fault
from tests.proof.examination import one_fault_for_each_rule

RULES = load_catalogue()
FAULTS = all_faults()


@pytest.mark.parametrize("profile", Profile)
def test_every_rule_has_a_fault_in_each_of_its_profiles(profile: Profile) -> None:
    assert rules_without_a_fault(RULES, FAULTS, profile) == [], "mark a fault for the profile, or write one"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_names_rules_of_its_profiles(fault: Fault) -> None:
    assert faults_of_a_marking(RULES, fault) == []


def test_the_short_proof_shows_every_rule_once() -> None:
    shown = {rule for fault in one_fault_for_each_rule() for rule in fault.breaks}

    assert set(RULES) - shown == set()
