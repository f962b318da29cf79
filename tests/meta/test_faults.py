"""No rule without a fault that breaks it, no fault without a rule."""

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.faults.registry import Fault, all_faults
from reference_server.policy import Profile as ServerProfile
from tests.proof.examination import one_fault_for_each_rule

RULES = load_catalogue()
FAULTS = all_faults()
PROFILES = {Profile(str(profile)) for profile in ServerProfile}
"""The profiles that the reference server can follow."""


def test_every_rule_of_a_profile_that_the_server_follows_has_a_fault_there() -> None:
    missing = {
        (str(profile), rule.id)
        for profile in PROFILES
        for rule in RULES.values()
        if rule.level_in(profile) is not None
        and not any(rule.id in fault.breaks and str(profile) in map(str, fault.profiles) for fault in FAULTS)
    }

    assert missing == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_names_rules_of_its_profiles(fault: Fault) -> None:
    assert fault.breaks
    assert len(set(fault.breaks)) == len(fault.breaks)
    for name in fault.breaks:
        assert name in RULES, f"there is no rule {name}"
        for profile in fault.profiles:
            assert RULES[name].level_in(Profile(str(profile))) is not None, f"{name} is no rule of {profile}"


def test_the_short_proof_shows_every_rule_once() -> None:
    shown = {rule for fault in one_fault_for_each_rule() for rule in fault.breaks}

    assert set(RULES) - shown == set()
