"""What holds for every rule: its words are there, its body is plain, its id never changes."""

import ast
import re
from pathlib import Path

import pytest

from bench.first_forty import FORTY
from fixtures.catalogue import load_catalogue
from fixtures.rule import GUIDE_2019, Profile, Rule
from tests.meta.refusals import ends_in_a_verdict, refused_in
from tests.meta.sources import rule_functions

RULES = tuple(load_catalogue().values())
BODIES = tuple(rule_functions())

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
    assert refused_in(function) == [], path


@every_body
def test_a_body_ends_in_a_verdict_verb(path: Path, function: ast.FunctionDef) -> None:
    assert ends_in_a_verdict(function), f"{path}: {ast.unparse(function.body[-1])} is no verdict verb"


@every_body
def test_a_rule_says_what_it_takes(path: Path, function: ast.FunctionDef) -> None:
    arguments = function.args
    assert all(argument.annotation is not None for argument in arguments.args), path
    assert [arguments.posonlyargs, arguments.kwonlyargs, arguments.vararg, arguments.kwarg] == [[], [], None, None]
    assert ast.unparse(function.returns or ast.Constant(value=0)) == "None"
