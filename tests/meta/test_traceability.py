"""Every statement of the guides leads to a rule or says why not, every rule to statements, and the pages say so."""

import re

import pytest

from bearproof.documentation.pages import COMMAND, DOCS, stale
from fixtures.catalogue import load_catalogue
from fixtures.rule import Rule
from fixtures.statements import Statement, awaited, load_statements, rules_by_statement

RULES = load_catalogue()
STATEMENTS = load_statements()
JUDGED = rules_by_statement(RULES.values())
WAITING = {number for numbers in awaited().values() for number in numbers}

every_statement = pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)


def test_no_statement_is_left_out() -> None:
    expected = [*(f"S1.{number}" for number in range(1, 99)), *(f"S2.{number}" for number in range(1, 98))]

    assert list(STATEMENTS) == expected


@every_statement
def test_a_statement_has_a_rule_or_a_reason(statement: Statement) -> None:
    rules = [rule.id for rule in JUDGED.get(statement.number, ())]

    if rules:
        assert not statement.no_rule, f"{statement.number} is judged by {rules}; drop its no_rule from fixtures/guides"
    elif not statement.no_rule:
        assert statement.number in WAITING, (
            f"{statement.number} has no rule: name it in the statements= of one, or say why not in fixtures/guides"
        )


@every_statement
def test_a_statement_is_a_sentence(statement: Statement) -> None:
    for text in filter(None, (statement.text, statement.no_rule)):
        assert re.match(r"[A-Z]", text), text
        assert text.endswith("."), text


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_names_known_statements(rule: Rule) -> None:
    assert set(rule.statements) - set(STATEMENTS) == set()


def test_no_rule_is_awaited_that_is_there() -> None:
    assert [name for name in awaited() if name in RULES] == [], f"`{COMMAND}` takes them out of the list"
    assert WAITING - set(STATEMENTS) == set()


def test_the_pages_are_fresh() -> None:
    found = [str(path.relative_to(DOCS.parent)) for path in stale()]

    assert found == [], f"they are stale; `{COMMAND}` writes them anew"
