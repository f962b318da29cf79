"""The generated pages as files: what they hold, what lies in ``docs/``, and how the second becomes the first."""

import json
from pathlib import Path

from bearproof.documentation.rule_pages import index_page, suite_page
from bearproof.documentation.scoreboard import scoreboard_page
from bearproof.documentation.traceability import traceability_page
from bearproof.tree import TREE
from fixtures.catalogue import load_catalogue
from fixtures.statements import AWAITED, awaited

DOCS = TREE / "docs"
COMMAND = "python -m bearproof.documentation"


def pages() -> dict[Path, str]:
    """Return the text of each generated page by its path."""
    catalogue = load_catalogue()
    suites = sorted({rule.suite for rule in catalogue.values()})
    made = {
        DOCS / "traceability.md": traceability_page(catalogue),
        DOCS / "scoreboard.md": scoreboard_page(catalogue),
        DOCS / "rules" / "README.md": index_page(catalogue),
    }
    return made | {DOCS / "rules" / f"{suite}.md": suite_page(suite, catalogue) for suite in suites}


def stale() -> list[Path]:
    """Return the pages that are missing, differ from what would be written, or belong to no suite any more."""
    made = pages()
    leftover = [path for path in sorted((DOCS / "rules").glob("*.md")) if path not in made]
    return [path for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text] + leftover


def write() -> None:
    """Write every page, and delete those of suites that are gone."""
    made = pages()
    for path in stale():
        if path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()


def settle_awaited() -> None:
    """Take the rules out of the list of awaited ones that have arrived."""
    arrived = [name for name in awaited() if name in load_catalogue()]
    kept = [
        line
        for line in AWAITED.read_text(encoding="utf-8").splitlines(keepends=True)
        if not any(line.startswith(f"{json.dumps(name)} ") for name in arrived)
    ]
    AWAITED.write_text("".join(kept), encoding="utf-8")
