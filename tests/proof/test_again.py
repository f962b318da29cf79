"""What becomes of a cell that is not as declared, or that there is no time for: it is looked at again, or counted."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from fixtures.rule import Profile
from tests.proof import __main__ as proof
from tests.proof.cells import HonestCell, Outcome
from tests.proof.page import page_of

_AT_FIRST = "logout/no-resurrection is passed and not failed"


@dataclass(frozen=True, kw_only=True)
class _Cell(HonestCell):
    troubles: list[tuple[str, ...]] = field(default_factory=list)

    def examined(self, folder: Path) -> Outcome:
        folder.mkdir(parents=True)
        return replace(_outcome(self.name), trouble=self.troubles.pop(0))


def _outcome(name: str) -> Outcome:
    return Outcome(
        name=name, kind="honest", subject="HS256", profile="guide-2019", failed=(), undecided={}, judged=3,
        core_seconds=1.0, trouble=(_AT_FIRST,),
    )  # fmt: skip


def _looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: tuple[str, ...]) -> Outcome:
    monkeypatch.setattr(proof, "_FOLDER", tmp_path)
    cell = _Cell(profile=Profile.GUIDE_2019, algorithm="HS256", troubles=[second])
    (tmp_path / "cells" / cell.name).mkdir(parents=True)
    return proof._looked_at_again(cell, _outcome(cell.name))


def test_what_was_an_accident_is_named_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that is as declared the second time is no difference, and its first finding is not forgotten."""
    outcome = _looked_at_again(tmp_path, monkeypatch, ())
    assert (outcome.trouble, outcome.unsteady) == ((), (_AT_FIRST,))
    page = page_of([outcome])
    assert f"`{outcome.name}`: at first {_AT_FIRST}" in page
    assert "1 only when they were looked at again" in page
    assert (tmp_path / "cells" / f"{outcome.name}--at-first").is_dir()


def test_what_is_wrong_twice_stays_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finding counts, and nothing is called unsteady."""
    outcome = _looked_at_again(tmp_path, monkeypatch, ("token/alg-none fails as well",))
    assert (outcome.trouble, outcome.unsteady) == (("token/alg-none fails as well",), ())


@pytest.mark.parametrize(("minutes", "code"), [("1", 0), ("0", 1)])
def test_what_there_was_no_time_for_is_not_proven(
    minutes: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = _Cell(profile=Profile.GUIDE_2019, algorithm="HS256", troubles=[()])
    monkeypatch.setattr(proof, "_FOLDER", tmp_path)
    monkeypatch.setattr(proof, "all_cells", lambda: (cell, replace(cell, algorithm="HS384")))

    assert proof.main(["--only", "*HS256", "--within", minutes]) == code
    assert ("1 cells were left out" in capsys.readouterr().out) == bool(code)
