"""Two faults are put into one server only where neither can be taken for the other, and alone where that tells more."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import fault_named
from tests.proof import pairs
from tests.proof.cells import RULES, FaultCell, all_cells
from tests.proof.pairs import Pair, are_apart, paired


def cell(name: str, profile: Profile = Profile.GUIDE_2019) -> FaultCell:
    return FaultCell(fault=fault_named(name), profile=profile)


LATE_LOGOUT = cell("asks_the_server_before_logging_out")
OVERRIDE = cell("believes_the_method_override")


def test_every_cell_is_looked_at_once() -> None:
    cells = all_cells()
    together, alone = paired(cells)

    names = [one.name for one in alone] + [one.name for pair in together for one in (pair.first, pair.second)]
    assert sorted(names) == sorted(one.name for one in cells)
    assert len(together) > len(cells) / 5


def test_pairs_share_neither_suite_nor_part_nor_profile() -> None:
    together, _ = paired(all_cells())

    assert all(are_apart(pair.first, pair.second) for pair in together)
    assert all(pair.first.profile is pair.second.profile for pair in together)


def test_faults_of_one_suite_are_kept_apart() -> None:
    assert not are_apart(cell("accepts_an_empty_signature"), cell("compares_half_of_the_signature"))


def test_a_fault_that_needs_another_server_is_no_partner() -> None:
    other = next(one for one in all_cells() if isinstance(one, FaultCell) and one.fault.split_origin)

    assert not are_apart(LATE_LOGOUT, other)


@pytest.mark.parametrize(
    ("otherwise", "as_declared"),
    [
        ({}, True),
        ({next(iter(OVERRIDE.broken)): Verdict.INCONCLUSIVE}, False),
        ({"cookie/secure": Verdict.FAILED}, False),
        ({"cookie/secure": Verdict.ERROR}, False),
    ],
)
def test_what_is_not_as_both_declare_says_nothing_of_either(
    otherwise: dict[str, Verdict], *, as_declared: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verdicts = {rule: Verdict.PASSED for rule, known in RULES.items() if known.level_in(Profile.GUIDE_2019) is not None}
    verdicts |= dict.fromkeys(LATE_LOGOUT.broken | OVERRIDE.broken, Verdict.FAILED) | otherwise
    found = SimpleNamespace(run=SimpleNamespace(verdicts=verdicts), core_seconds=20.0)
    monkeypatch.setattr(pairs, "audited_with", lambda *_given: found)

    outcomes = Pair(first=LATE_LOGOUT, second=OVERRIDE).examined(tmp_path)

    assert [outcome.name for outcome in outcomes] == ([LATE_LOGOUT.name, OVERRIDE.name] if as_declared else [])
    assert all(
        set(outcome.failed) == known.broken for outcome, known in zip(outcomes, (LATE_LOGOUT, OVERRIDE), strict=False)
    )
