"""What holds for every rule: its words are there, its body is plain, its id never changes."""

import ast
import re
from pathlib import Path

import pytest

from bench.first_forty import FORTY
from fixtures.catalogue import load_catalogue
from fixtures.rule import GUIDE_2019, Profile, Rule
from tests.meta.sources import rule_functions

RULES = tuple(load_catalogue().values())
BODIES = tuple(rule_functions())
MOST_STATEMENTS = 15

every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
every_body = pytest.mark.parametrize(("path", "function"), BODIES, ids=[f"{p.parent.name}-{f.name}" for p, f in BODIES])


def test_no_published_rule_has_vanished() -> None:
    published = set(FORTY)

    assert len(FORTY) == len(published) == 40
    assert published - {rule.id for rule in RULES} == set()
    assert published - {rule.id for rule in RULES if rule.level_in(GUIDE_2019) is not None} == set()


def test_every_function_of_the_suites_is_a_rule_and_every_rule_is_one_function() -> None:
    written = sorted(f"{path.parent.name}/{function.name}" for path, function in BODIES)
    made = sorted(f"{rule.suite}/test_{rule.id.partition('/')[2].replace('-', '_')}" for rule in RULES)

    assert written == made


@every_rule
def test_the_id_is_the_folder_and_a_fact(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.id.partition("/")[0] == rule.suite


@every_rule
def test_every_word_about_a_rule_is_a_sentence(rule: Rule) -> None:
    for text in (rule.title, rule.why, rule.judged, rule.fix):
        assert re.match(r"[A-Z0-9\"']", text), text
        assert text.endswith("."), text
        assert len(text) > 20, text
    assert len(rule.title) <= 110
    assert "\n" not in rule.title


@every_rule
def test_statements_and_references_are_numbers_that_can_be_looked_up(rule: Rule) -> None:
    assert all(re.fullmatch(r"S[12]\.\d+", number) for number in rule.statements)
    assert len(set(rule.statements)) == len(rule.statements)
    assert rule.refs
    assert len(set(rule.refs)) == len(rule.refs)
    guides = {Profile.GUIDE_2019, Profile.GUIDE_2022} & set(rule.levels)
    is_advice = all(rule.levels[guide] != "MUST" for guide in guides)
    assert rule.statements or is_advice, "what a guide demands has a statement there"


@every_body
def test_a_body_has_no_branch_no_loop_and_no_bare_assert(path: Path, function: ast.FunctionDef) -> None:
    refused = (
        ast.If, ast.IfExp, ast.For, ast.While, ast.Assert, ast.Try, ast.With, ast.Match, ast.Lambda, ast.FunctionDef,
        ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BoolOp, ast.Compare, ast.Raise, ast.Return,
        ast.Global,
    )  # fmt: skip
    statements = function.body[1:]

    found = [type(node).__name__ for statement in statements for node in ast.walk(statement)
             if isinstance(node, refused)]  # fmt: skip

    assert found == [], path
    assert 1 <= len(statements) <= MOST_STATEMENTS


@every_body
def test_a_body_ends_in_a_verdict_verb(path: Path, function: ast.FunctionDef) -> None:
    last = function.body[-1]
    assert isinstance(last, ast.Expr), path
    assert isinstance(last.value, ast.Call), path
    verb = last.value.func
    name = verb.attr if isinstance(verb, ast.Attribute) else verb.id if isinstance(verb, ast.Name) else ""

    assert re.search(r"(^|_)(must|may)(_|$)", name), f"{path}: {name} is no verdict verb"


@every_body
def test_a_rule_says_what_it_takes(path: Path, function: ast.FunctionDef) -> None:
    arguments = function.args
    assert all(argument.annotation is not None for argument in arguments.args), path
    assert [arguments.posonlyargs, arguments.kwonlyargs, arguments.vararg, arguments.kwarg] == [[], [], None, None]
    assert ast.unparse(function.returns or ast.Constant(value=0)) == "None"
