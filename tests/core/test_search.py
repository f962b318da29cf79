"""What is drawn depends on the seed alone."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from fixtures.search import reproducibly, smallest


def drawn(seed: int) -> list[tuple[int, ...]]:
    seen: list[tuple[int, ...]] = []

    def is_never_wanted(value: tuple[int, ...]) -> bool:
        seen.append(value)
        return False

    values = st.lists(st.integers(0, 10_000_000), min_size=20, max_size=20).map(tuple)
    assert smallest(values, is_never_wanted, seed=seed, drawn=60) is None
    return seen


def test_the_same_seed_draws_the_same_whatever_else_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn(7)
    source = tmp_path / "full_of_numbers.py"
    source.write_text("\n".join(f"_{number} = {number}" for number in range(7_000_000, 7_000_400)), encoding="utf-8")
    module = ModuleType("full_of_numbers")
    module.__file__ = str(source)
    monkeypatch.setitem(sys.modules, "full_of_numbers", module)

    assert drawn(7) == before
    assert drawn(8) != before


def test_no_folder_is_left_where_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    drawn(7)

    assert list(tmp_path.iterdir()) == []


def test_the_part_of_hypothesis_that_is_silenced_exists() -> None:
    """It is no public name: a release that calls it otherwise must be noticed, and not draw differently unseen."""
    with reproducibly():
        assert len(providers._get_local_constants()) == 0
    assert callable(providers._get_local_constants)
