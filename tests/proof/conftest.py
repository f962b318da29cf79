"""A part of the proof: one fault for each rule, and a few of the servers that do not work."""

import pytest

from tests.proof.breakdown import all_breakdowns
from tests.proof.cells import FaultCell
from tests.proof.degenerate import SHORT
from tests.proof.examination import one_fault_for_each_rule, shown_in
from tests.proof.groups import grouped


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the tests their faults and their servers."""
    if "cells" in metafunc.fixturenames:
        shown = shown_in(one_fault_for_each_rule())
        together, alone = grouped(FaultCell(fault=fault, profile=profile) for fault, profile in shown)
        named = {group.name: group.members for group in together} | {cell.name: (cell,) for cell in alone}
        metafunc.parametrize("cells", list(named.values()), ids=list(named))
    if "breakdown" in metafunc.fixturenames:
        few = [one for one in all_breakdowns() if one.how in SHORT]
        metafunc.parametrize("breakdown", few, ids=[one.name for one in few])
