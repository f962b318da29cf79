"""What was proven so far, kept so that a proof that was stopped, or failed, goes on where it was.

A line counts only for the very sources that it was written for, as far as they matter to its cell.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.proof.cells import Cell, Outcome
from tests.proof.sources import Sources

_LISTS = ("failed", "trouble", "beside", "unsteady")


class Ledger:
    """The outcomes of cells, in a file of JSON lines."""

    def __init__(self, path: Path, cells: Iterable[Cell], *, is_fresh: bool = False) -> None:
        self._path = path
        sources = Sources()
        self._hashes = {cell.name: sources.hash_of(cell) for cell in cells}
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_fresh:
            path.unlink(missing_ok=True)

    def proven(self) -> dict[str, Outcome]:
        """The cells that were found to be as declared, with these sources."""
        found: dict[str, Outcome] = {}
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if row.pop("sources") == self._hashes.get(row["name"]):
                    outcome = Outcome(**row | {name: tuple(row.get(name, ())) for name in _LISTS})
                    found[outcome.name] = outcome
        return {name: outcome for name, outcome in found.items() if not outcome.trouble}

    def add(self, outcome: Outcome) -> None:
        """Write down an outcome."""
        with self._path.open("a", encoding="utf-8") as sink:
            sink.write(json.dumps({"sources": self._hashes[outcome.name], **asdict(outcome)}) + "\n")
