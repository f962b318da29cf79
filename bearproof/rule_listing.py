"""The catalogue as people and programs read it."""

import json
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.capability import is_disruptive
from fixtures.rule import Level, Profile, Rule
from fixtures.statements import load_statements

_STRICTNESS = list(Level)
_DISRUPTIVE = "it may disturb others, or lock an account; --safe leaves it out"


def level_of(rule: Rule, profile: Profile | None) -> Level:
    """Return the level of ``rule`` in ``profile``, or the most binding one over its profiles where none is named."""
    named = rule.level_in(profile) if profile is not None else None
    return named or min(rule.levels.values(), key=_STRICTNESS.index)


def as_json(rules: Iterable[Rule], profile: Profile | None) -> str:
    """Return the rules as a JSON array, one object for each.

    ``level`` is that of :func:`level_of`; ``levels`` has the level in every profile.
    """
    listed = [
        {
            "id": rule.id,
            "suite": rule.suite,
            "title": rule.title,
            "profiles": [str(name) for name in rule.levels],
            "level": str(level_of(rule, profile)),
            "levels": {str(name): str(level) for name, level in rule.levels.items()},
            "severity": str(rule.severity),
            "asvs": str(rule.asvs),
            "needs": [str(need) for need in rule.needs],
            "disruptive": is_disruptive(rule),
            "statements": list(rule.statements),
            "references": list(rule.refs),
            "why": rule.why,
            "judged": rule.judged,
            "fix": rule.fix,
        }
        for rule in rules
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def as_table(rules: list[Rule], profile: Profile | None) -> str:
    """Return the rules as a table for a terminal."""
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("level")
    table.add_column("severity")
    table.add_column("title", ratio=1)
    for rule in rules:
        table.add_row(Text(rule.id), str(level_of(rule, profile)), str(rule.severity), Text(rule.title))
    with console.capture() as captured:
        console.print(table)
        console.print(
            f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}. `bearproof explain ID` tells why and how.",
            highlight=False,
        )
    return captured.get()


def as_page(rule: Rule) -> str:
    """Return everything that is said about one rule, as text for a terminal."""
    console = Console()
    levels = ", ".join(f"{level} in {profile}" for profile, level in rule.levels.items())
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True, style="bold")
    facts.add_column(ratio=1)
    for label, text in (
        ("Why", rule.why),
        ("Judged", rule.judged),
        ("Fix", rule.fix),
        ("Level", levels),
        ("Severity", str(rule.severity)),
        ("ASVS", str(rule.asvs)),
        ("Needs", ", ".join(rule.needs) or "nothing but the target"),
        ("Disruptive", f"yes: {_DISRUPTIVE}" if is_disruptive(rule) else "no"),
        ("Statements", "\n".join(_stated(number) for number in rule.statements) or "beyond the guides"),
        ("References", "; ".join(rule.refs)),
    ):
        facts.add_row(label, Text(text))
    with console.capture() as captured:
        console.print(Text(rule.id, style="bold"))
        console.print(Text(rule.title), end="\n\n")
        console.print(facts)
    return captured.get()


def _stated(number: str) -> str:
    statement = load_statements().get(number)
    return f"{number} ({statement.strength}): {statement.text}" if statement is not None else number
