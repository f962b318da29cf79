"""A fault breaks the rules that it names, and no other; the honest server breaks none."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from tests.proof.cells import HONEST, FaultCell, HonestCell
from tests.proof.examination import BROWSER_RULES, examined


@pytest.mark.parametrize("cell", HONEST, ids=lambda cell: cell.name)
def test_the_honest_server_passes_every_rule(cell: HonestCell, tmp_path: Path) -> None:
    assert cell.examined(tmp_path).trouble == ()


def test_faults_break_the_rules_they_name(cells: Sequence[FaultCell], tmp_path: Path) -> None:
    verdicts = verdicts_of(cells, tmp_path / "together")
    if len(cells) > 1:
        # One of several may hide what another is to show, which it then shows alone.
        for cell in cells:
            if any(verdicts[rule] is not Verdict.FAILED for rule in cell.broken):
                verdicts |= verdicts_of([cell], tmp_path / cell.name)

    assert verdicts == dict.fromkeys((rule for cell in cells for rule in cell.broken), Verdict.FAILED)


def verdicts_of(cells: Sequence[FaultCell], folder: Path) -> dict[str, Verdict]:
    """Run the rules that the faults name. That they break no other is for the whole proof to show: this is a part."""
    named = {rule for cell in cells for rule in cell.broken}
    faults = [cell.fault for cell in cells]
    browser = bool(named & BROWSER_RULES)
    return examined(folder, faults, sorted(named), browser=browser, profile=cells[0].profile)
