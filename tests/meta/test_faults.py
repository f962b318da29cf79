"""No rule without a fault that breaks it, no fault without a rule."""

import tomllib
from pathlib import Path

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.faults.registry import Fault, all_faults
from tests.proof.examination import broken_in, one_fault_for_each_rule

RULES = load_catalogue()
FAULTS = all_faults()
UNSHOWN = Path(__file__).with_name("unshown.toml")
"""Rules that no fault is marked to break in a profile that has them: a debt, which may only shrink."""


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


@pytest.mark.parametrize("profile", Profile)
def test_every_rule_has_a_fault_in_each_of_its_profiles_or_is_known_to_lack_one(profile: Profile) -> None:
    asked = {name for name, rule in RULES.items() if rule.level_in(profile) is not None}
    broken = {name for fault in FAULTS if profile in map(Profile, fault.profiles) for name in fault.breaks}

    unshown = tomllib.loads(UNSHOWN.read_text(encoding="utf-8")).get(profile, [])

    assert sorted(asked - broken) == unshown, "mark a fault for the profile, or take the rule off the list"
