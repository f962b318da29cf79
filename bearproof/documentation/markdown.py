"""The little Markdown that the generated pages are written in."""

import re
from collections.abc import Iterable, Sequence

from fixtures.rule import Rule
from reports.references import link_to, named

_SPECIAL = re.compile(r"[\\`*_|\[\]]")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text).replace("<", "&lt;")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def link_of(rule: Rule, *, folder: str = "") -> str:
    """Return a link to the part about ``rule`` in the page of its suite; ``folder`` leads to the pages."""
    return f"[`{rule.id}`]({folder}{rule.suite}.md#{anchor_of(rule)})"


def anchor_of(rule: Rule) -> str:
    """Return the name of the part about ``rule`` in the page of its suite."""
    return rule.id.partition("/")[2]


def reference(text: str) -> str:
    """Return a reference, as a link where its address is known."""
    address = link_to(text)
    return f"[{plain(named(text))}]({address})" if address else plain(named(text))
