"""A fault breaks the rules that it names, and no other; the honest server breaks none."""

from pathlib import Path

import pytest

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import Fault
from tests.proof.cells import HONEST, HonestCell
from tests.proof.examination import BROWSER_RULES, broken_in, examined


@pytest.mark.parametrize("cell", HONEST, ids=lambda cell: cell.name)
def test_the_honest_server_passes_every_rule(cell: HonestCell, tmp_path: Path) -> None:
    assert cell.examined(tmp_path).trouble == ()


def test_a_fault_breaks_the_rules_it_names(fault: Fault, profile: Profile, tmp_path: Path) -> None:
    named = broken_in(fault, profile)

    # That it breaks no other is for the whole proof to show: the others are a hundred, and this is a part of it.
    verdicts = examined(tmp_path, fault, sorted(named), browser=bool(named & BROWSER_RULES), profile=profile)

    assert verdicts == dict.fromkeys(named, Verdict.FAILED)
