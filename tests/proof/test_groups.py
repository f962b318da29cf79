"""Faults are put into one server only where none can be taken for another, and alone where that tells more."""

from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import fault_named
from tests.proof import groups
from tests.proof.cells import RULES, FaultCell, all_cells
from tests.proof.groups import MOST, Group, are_apart, grouped


def cell(name: str, profile: Profile = Profile.GUIDE_2019) -> FaultCell:
    return FaultCell(fault=fault_named(name), profile=profile)


LATE_LOGOUT = cell("asks_the_server_before_logging_out")
OVERRIDE = cell("believes_the_method_override")


def test_every_cell_is_looked_at_once() -> None:
    cells = all_cells()
    together, alone = grouped(cells)

    names = [one.name for one in alone] + [one.name for group in together for one in group.members]
    assert sorted(names) == sorted(one.name for one in cells)
    assert len(together) + len(alone) < len(cells) * 0.6


def test_the_same_cells_make_the_same_groups_in_whatever_order_they_come() -> None:
    cells = all_cells()

    assert grouped(cells)[0] == grouped(reversed(cells))[0]


def test_no_two_of_a_group_share_rule_part_or_profile() -> None:
    together, _ = grouped(all_cells())

    assert max(len(group.members) for group in together) == MOST
    for group in together:
        assert all(are_apart(one, other) for one, other in combinations(group.members, 2))
        assert len({one.profile for one in group.members}) == 1


def test_a_rule_that_fails_in_a_group_is_declared_by_one_member() -> None:
    together, _ = grouped(all_cells())

    for group in together:
        declared = [rule for one in group.members for rule in one.broken]
        assert len(declared) == len(set(declared))


def test_faults_that_break_one_rule_or_touch_one_part_are_kept_apart() -> None:
    assert not are_apart(cell("accepts_an_empty_signature"), cell("compares_half_of_the_signature"))


def test_faults_that_may_hide_each_other_are_kept_apart() -> None:
    known = {one.fault.name: one for one in all_cells() if isinstance(one, FaultCell)}

    assert groups._HIDING
    for first, second in groups._HIDING:
        assert not are_apart(known[first], known[second])


def test_what_makes_use_of_the_refresh_is_kept_apart_from_its_faults() -> None:
    assert not are_apart(cell("forgets_to_rotate"), LATE_LOGOUT)
    assert are_apart(cell("forgets_to_rotate"), cell("allows_a_day_of_leeway"))


def test_a_fault_that_needs_another_server_is_no_partner() -> None:
    other = next(one for one in all_cells() if isinstance(one, FaultCell) and one.fault.split_origin)

    assert not are_apart(LATE_LOGOUT, other)


def test_a_group_falls_into_halves_down_to_single_faults() -> None:
    one, two, three = LATE_LOGOUT, OVERRIDE, cell("forgets_to_rotate")

    assert Group((one, two, three)).halves == (Group((one, two)), three)
    assert Group((one, two)).halves == (one, two)


def verdicts_of(otherwise: dict[str, Verdict]) -> SimpleNamespace:
    verdicts = {rule: Verdict.PASSED for rule, known in RULES.items() if known.level_in(Profile.GUIDE_2019) is not None}
    verdicts |= dict.fromkeys(LATE_LOGOUT.broken | OVERRIDE.broken, Verdict.FAILED) | otherwise
    return SimpleNamespace(run=SimpleNamespace(verdicts=verdicts), core_seconds=20.0)


def test_what_is_as_all_declare_is_told_of_each(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(groups, "audited_with", lambda *_given: verdicts_of({}))

    found = Group((LATE_LOGOUT, OVERRIDE)).examined(tmp_path)

    assert (found.left, found.otherwise) == ((), "")
    first, second = found.outcomes
    assert (first.name, second.name) == (LATE_LOGOUT.name, OVERRIDE.name)
    assert set(first.failed) == LATE_LOGOUT.broken
    assert set(second.failed) == OVERRIDE.broken
    assert first.beside == (OVERRIDE.fault.name,)
    assert second.beside == (LATE_LOGOUT.fault.name,)
    assert first.core_seconds == second.core_seconds == 10


def test_one_that_is_hidden_by_another_is_looked_at_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hidden = next(iter(OVERRIDE.broken))
    monkeypatch.setattr(groups, "audited_with", lambda *_given: verdicts_of({hidden: Verdict.INCONCLUSIVE}))

    found = Group((LATE_LOGOUT, OVERRIDE)).examined(tmp_path)

    assert [one.name for one in found.outcomes] == [LATE_LOGOUT.name]
    assert found.left == (OVERRIDE,)
    assert hidden in found.otherwise


@pytest.mark.parametrize(
    "otherwise",
    [
        {"cookie/secure": Verdict.FAILED},
        {"cookie/secure": Verdict.ERROR},
        dict.fromkeys(LATE_LOGOUT.broken | OVERRIDE.broken, Verdict.INCONCLUSIVE),
        {next(iter(OVERRIDE.broken)): Verdict.PASSED, "cookie/secure": Verdict.FAILED},
    ],
)
def test_where_anything_else_fails_or_nothing_is_shown_nothing_is_said_of_any(
    otherwise: dict[str, Verdict], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(groups, "audited_with", lambda *_given: verdicts_of(otherwise))

    found = Group((LATE_LOGOUT, OVERRIDE)).examined(tmp_path)

    assert found.outcomes == ()
    assert found.left == (LATE_LOGOUT, OVERRIDE)
    assert all(rule in found.otherwise for rule in otherwise)


def test_faults_that_only_attackers_notice_may_stand_beside_others() -> None:
    assert are_apart(cell("makes_refresh_tokens_of_eight_bytes"), LATE_LOGOUT)


def test_a_fault_of_one_algorithm_stands_beside_those_of_any_but_not_of_another() -> None:
    of_es256 = cell("forgets_the_range_of_signatures")

    assert are_apart(of_es256, LATE_LOGOUT)
    assert not are_apart(of_es256, cell("signs_with_the_word_secret"))
