"""The registry: names, stories, and what it refuses."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from reference_server.blueprint import Parts, honest
from reference_server.faults.registry import (
    Fault,
    FaultKind,
    MisplacedFault,
    UnknownFault,
    all_faults,
    fault,
    fault_for,
    fault_named,
)
from reference_server.policy import Fingerprint, Policy, Profile
from tests.reference_server.running import CHECKOUT


@pytest.mark.parametrize("one", all_faults(), ids=lambda one: one.name)
def test_a_fault_makes_one_part_of_the_blueprint_different_or_shows_on_two_sides(one: Fault) -> None:
    before = honest(one.profiles[0])
    # What a fault brings along is no difference of its own.
    fingerprint = before.policy.fingerprint or (Fingerprint() if one.fingerprint else None)
    before = before.with_policy(replace(before.policy, split_origin=one.split_origin, fingerprint=fingerprint))

    after = one.apply(before)

    changed = [name for name in ("policy", "parts", "client") if getattr(before, name) != getattr(after, name)]
    assert len(changed) in (1, 2)
    assert (changed == ["client"]) == (one.kind is FaultKind.CLIENT)


@pytest.mark.parametrize("one", all_faults(), ids=lambda one: one.name)
def test_a_fault_has_a_name_in_the_third_person_a_story_and_rules(one: Fault) -> None:
    assert re.fullmatch(r"[a-z]+s(_[a-z0-9]+)+", one.name)
    assert len(one.story) > 40
    assert one.story.endswith((".", "?"))
    assert one.breaks
    assert all(re.fullmatch(r"[a-z]+/[a-z]+(-[a-z0-9]+)*", rule) for rule in one.breaks)
    assert one.profiles


def test_an_unknown_fault_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownFault, match="did you mean forgets_to_rotate"):
        fault_named("forget_to_rotate")


def test_a_fault_needs_a_story() -> None:
    def tells_nothing(honest: Policy) -> Policy:
        return honest

    with pytest.raises(TypeError, match="tells_nothing needs a docstring"):
        fault(breaks="token/expired-rejected")(tells_nothing)


def test_a_fault_needs_a_subject() -> None:
    def changes_something(different: Parts) -> Parts:
        """A story."""
        return different

    with pytest.raises(TypeError, match="changes_something needs a parameter"):
        fault(breaks="token/expired-rejected")(changes_something)


def test_two_faults_can_not_share_a_name() -> None:
    def forgets_to_rotate(honest: Policy) -> Policy:
        """A story."""
        return honest

    all_faults()
    with pytest.raises(ValueError, match="two faults named forgets_to_rotate"):
        fault(breaks="token/expired-rejected")(forgets_to_rotate)


def test_the_list_is_json_for_programs() -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "reference_server", "--list-faults", "--json"],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )

    rows = json.loads(listing.stdout)
    assert [row["name"] for row in rows] == [one.name for one in all_faults()]
    assert {frozenset(row) for row in rows} == {
        frozenset({"name", "breaks", "profiles", "story", "kind", "algorithm", "split_origin", "fingerprint"})
    }


def test_a_fault_of_another_design_is_refused() -> None:
    with pytest.raises(MisplacedFault, match="one of guide-2022"):
        fault_for("says_the_fingerprint_itself_in_the_token", Profile.GUIDE_2019)
    with pytest.raises(MisplacedFault, match="one of guide-2019"):
        fault_for("forgets_to_rotate", Profile.GUIDE_2022)
    assert fault_for("forgets_to_rotate", Profile.BCP_2026).name == "forgets_to_rotate"
    assert fault_for("keeps_the_token_in_the_cache", Profile.GUIDE_2022).name == "keeps_the_token_in_the_cache"
