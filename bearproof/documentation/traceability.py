"""The page that leads from each statement of the guides to its rules, and from each rule to the standards."""

import re
from collections.abc import Iterator, Mapping

from bearproof.documentation.markdown import link_of, plain, reference, table
from bearproof.documentation.rule_pages import GENERATED
from fixtures.rule import Catalogue, Rule
from fixtures.statements import Statement, awaited, load_statements, rules_by_statement

_ASVS = re.compile(r"v5\.0\.0-(\d+(?:\.\d+)+)")
_STANDARDS = {"RFC": re.compile(r"RFC \d"), "CWE": re.compile(r"CWE-\d"), "WSTG": re.compile(r"WSTG-[A-Z]+-\d")}
_FOLDER = "rules/"
_INTRODUCTION = """\
# Traceability

Two editions of a guide are audited, and best current practice beside them. The first two tables say what each edition
states, in our own words, and which rules judge it; where none does, they say why. The others lead from each rule to the
numbers of OWASP ASVS 5.0, RFC, CWE and OWASP WSTG, and from ASVS back to the rules.

A statement marked † is made only by a code sample of the guide.
"""


def traceability_page(catalogue: Catalogue) -> str:
    """Return the whole page."""
    return "\n".join(_parts(catalogue))


def asvs_of(rule: Rule) -> tuple[str, ...]:
    """Return the numbers of the ASVS 5.0 requirements that ``rule`` refers to, such as "10.4.5"."""
    return tuple(number for ref in rule.refs for number in _ASVS.findall(ref))


def _parts(catalogue: Catalogue) -> Iterator[str]:
    judged_by, statements = rules_by_statement(catalogue.values()), load_statements().values()
    yield GENERATED
    yield _INTRODUCTION
    for year, prefix in (("2019", "S1."), ("2022", "S2.")):
        yield f"## The {year} edition\n"
        rows = [_statement_row(each, judged_by) for each in statements if each.number.startswith(prefix)]
        yield table(("Number", "Section", "Strength", "Statement", "Judged by"), rows)
    yield "## Rules and standards\n"
    yield table(
        ("Rule", "Statements", "ASVS 5.0", *_STANDARDS, "Further"), (_rule_row(each) for each in catalogue.values())
    )
    yield "## ASVS 5.0 and its rules\n"
    yield table(("Requirement", "Rules"), _asvs_rows(catalogue))


def _statement_row(statement: Statement, judged_by: Mapping[str, tuple[Rule, ...]]) -> tuple[str, ...]:
    mark = " †" if statement.from_code else ""
    rules = judged_by.get(statement.number, ())
    waiting = [name for name, numbers in awaited().items() if statement.number in numbers]
    judged = ", ".join(link_of(rule, folder=_FOLDER) for rule in rules) or f"No rule: {plain(statement.no_rule)}"
    if not rules and waiting:
        judged = f"Awaited: {', '.join(f'`{name}`' for name in waiting)}"
    return (f"{statement.number}{mark}", plain(statement.section), statement.strength, plain(statement.text), judged)


def _rule_row(rule: Rule) -> tuple[str, ...]:
    by_standard = {name: [ref for ref in rule.refs if mark.match(ref)] for name, mark in _STANDARDS.items()}
    known = {ref for refs in by_standard.values() for ref in refs} | {ref for ref in rule.refs if _ASVS.match(ref)}
    further = [ref for ref in rule.refs if ref not in known]
    cells = ["; ".join(reference(ref) for ref in refs) for refs in (*by_standard.values(), further)]
    return (link_of(rule, folder=_FOLDER), " ".join(rule.statements), ", ".join(asvs_of(rule)), *cells)


def _asvs_rows(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    numbers = {number for rule in catalogue.values() for number in asvs_of(rule)}
    for number in sorted(numbers, key=lambda text: [int(part) for part in text.split(".")]):
        rules = [link_of(rule, folder=_FOLDER) for rule in catalogue.values() if number in asvs_of(rule)]
        yield number, ", ".join(rules)
