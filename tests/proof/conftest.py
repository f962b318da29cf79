"""A part of the proof: one fault for each rule, and a few of the servers that do not work."""

import pytest

from tests.proof.breakdown import all_breakdowns
from tests.proof.degenerate import SHORT
from tests.proof.examination import one_fault_for_each_rule, shown_in


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the tests their faults and their servers."""
    if "fault" in metafunc.fixturenames:
        pairs = shown_in(one_fault_for_each_rule())
        metafunc.parametrize(("fault", "profile"), pairs, ids=[f"{fault.name}-{profile}" for fault, profile in pairs])
    if "breakdown" in metafunc.fixturenames:
        few = [one for one in all_breakdowns() if one.how in SHORT]
        metafunc.parametrize("breakdown", few, ids=[one.name for one in few])
