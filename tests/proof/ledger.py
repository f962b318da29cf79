"""What was proven so far, kept so that a proof that was stopped, or failed, goes on where it was.

A line counts only for the very sources that it was written for.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from tests.proof.cells import Outcome

CHECKOUT = Path(__file__).parents[2]
_SOURCES = ("bearproof", "fixtures", "reference_server", "reports", "suites", "tests/proof", "tests/core")
_SUFFIXES = frozenset({".py", ".js", ".html", ".css", ".toml", ".ini", ".c", ".j2"})


def source_hash() -> str:
    """Return a hash of all that a proof depends on in this checkout."""
    digest = hashlib.sha256((CHECKOUT / "pyproject.toml").read_bytes())
    for folder in _SOURCES:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(str(path.relative_to(CHECKOUT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Ledger:
    """The outcomes of cells, in a file of JSON lines."""

    def __init__(self, path: Path, *, is_fresh: bool = False) -> None:
        self._path = path
        self._sources = source_hash()
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_fresh:
            path.unlink(missing_ok=True)

    def proven(self) -> dict[str, Outcome]:
        """The cells that were found to be as declared, with these sources."""
        found: dict[str, Outcome] = {}
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if row.pop("sources") == self._sources:
                    row |= {"failed": tuple(row["failed"]), "trouble": tuple(row["trouble"])}
                    outcome = Outcome(**row)
                    found[outcome.name] = outcome
        return {name: outcome for name, outcome in found.items() if not outcome.trouble}

    def add(self, outcome: Outcome) -> None:
        """Write down an outcome."""
        with self._path.open("a", encoding="utf-8") as sink:
            sink.write(json.dumps({"sources": self._sources, **asdict(outcome)}) + "\n")
