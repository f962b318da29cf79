"""Choosing rules: by profile, suite and id, and what a misspelt name is answered with."""

from pathlib import Path

import pytest

from fixtures.catalogue import Selection, load_catalogue, selected
from fixtures.errors import ExitCode, RunError
from fixtures.rule import BCP_2026, GUIDE_2019, MAY, AsvsLevel, Catalogue, Rule, Severity


def test_a_profile_selects_its_rules_in_order() -> None:
    chosen = [rule.id for rule in selected(Selection(profile=GUIDE_2019))]

    assert chosen == sorted(rule.id for rule in load_catalogue().values() if rule.level_in(GUIDE_2019))
    assert len(chosen) >= 40


def test_suites_and_rules_narrow_the_choice() -> None:
    suite = selected(Selection(profile=GUIDE_2019, suites=("cookie",)))
    one = selected(Selection(profile=GUIDE_2019, suites=("cookie", "token"), rules=("token/short-lifetime",)))

    assert {rule.suite for rule in suite} == {"cookie"}
    assert 4 <= len(suite) < len(selected(Selection(profile=GUIDE_2019)))
    assert [rule.id for rule in one] == ["token/short-lifetime"]


@pytest.mark.parametrize(
    ("choice", "message", "hint"),
    [
        (Selection(profile=GUIDE_2019, suites=("cookies",)), 'There is no suite "cookies".', 'Did you mean "cookie"?'),
        (
            Selection(profile=GUIDE_2019, rules=("refresh/rotates-and-retire",)),
            'There is no rule "refresh/rotates-and-retire".', 'Did you mean "refresh/rotates-and-retires"?',
        ),
        (
            Selection(profile=GUIDE_2019, rules=("unsigned-rejected",)),
            'There is no rule "unsigned-rejected".', 'Did you mean "token/unsigned-rejected"?',
        ),
        (Selection(profile=GUIDE_2019, suites=("xyz",)), 'There is no suite "xyz".', "Run `bearproof rules`"),
        (
            Selection(profile=GUIDE_2019, suites=("cookie",), rules=("token/short-lifetime",)),
            "No rule is left: profile guide-2019", "Run `bearproof rules`",
        ),
    ],
)  # fmt: skip
def test_a_choice_that_is_none_names_the_nearest(choice: Selection, message: str, hint: str) -> None:
    with pytest.raises(RunError) as raised:
        selected(choice)

    assert raised.value.exit_code is ExitCode.USAGE
    assert raised.value.message.startswith(message)
    assert raised.value.next_step.startswith(hint)


def test_a_level_belongs_to_a_profile() -> None:
    rule = load_catalogue()["refresh/reuse-revokes-family"]

    assert rule.level_in(GUIDE_2019) is MAY
    assert rule.level_in(BCP_2026) == "MUST"


def made(rule_id: str) -> Rule:
    return Rule(
        id=rule_id, suite="token", title="t", why="w", judged="j", fix="f", severity=Severity.LOW, asvs=AsvsLevel.L1,
        levels={}, needs=(), statements=(), refs=("CWE-1",),
    )  # fmt: skip


def test_a_module_may_be_imported_twice_and_two_modules_may_not_share_an_id() -> None:
    catalogue, here, there = Catalogue(), Path("suites/token/test_a.py"), Path("suites/token/test_b.py")
    catalogue.add(made("token/a"), source=here)
    catalogue.add(made("token/a"), source=here)
    catalogue.add(made("token/b"), source=there)

    with pytest.raises(ValueError, match=r"token/a is a rule of test_a\.py, and again of test_b\.py"):
        catalogue.add(made("token/a"), source=there)

    assert list(catalogue) == ["token/a", "token/b"]
