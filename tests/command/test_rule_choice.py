"""Which rules a reader gets to see, by what was asked for."""

from typing import Any

import pytest

from bearproof.rule_choice import Choice
from fixtures.catalogue import load_catalogue
from fixtures.errors import ExitCode, RunError
from fixtures.rule import GUIDE_2022, SHOULD, AsvsLevel, Capability, Level, Rule, Severity

RULES = tuple(load_catalogue().values())


def chosen(**asked: Any) -> set[str]:
    return {rule.id for rule in Choice(**asked).among(RULES)}


def test_everything_is_shown_when_nothing_is_asked() -> None:
    assert chosen() == {rule.id for rule in RULES}


def test_either_of_one_kind_is_enough() -> None:
    found = chosen(suites=("ssr", "cors"), severities=(Severity.HIGH, Severity.CRITICAL))

    assert found == chosen(suites=("ssr",), severities=(Severity.HIGH, Severity.CRITICAL)) | chosen(
        suites=("cors",), severities=(Severity.HIGH, Severity.CRITICAL)
    )
    assert {name.partition("/")[0] for name in found} == {"ssr", "cors"}


def test_the_level_is_that_in_the_profile() -> None:
    def lenient(rule: Rule) -> bool:
        return rule.level_in(GUIDE_2022) is SHOULD

    assert chosen(profile=GUIDE_2022, levels=(Level.SHOULD,)) == {rule.id for rule in RULES if lenient(rule)}


@pytest.mark.parametrize("asked", ["10.4.5", "v5.0.0-10.4.5", "V10.4", "v10", "10"])
def test_a_requirement_is_found_by_its_number_its_section_and_its_chapter(asked: str) -> None:
    assert "refresh/rotates-and-retires" in chosen(asvs=(asked,))


def test_a_number_is_compared_part_by_part() -> None:
    assert "refresh/rotates-and-retires" not in chosen(asvs=("1",)) | chosen(asvs=("10.4.50",)) | chosen(asvs=("0.4",))


@pytest.mark.parametrize("asked", ["L2", "l2"])
def test_a_level_of_asvs_is_that_level(asked: str) -> None:
    assert chosen(asvs=(asked,)) == {rule.id for rule in RULES if rule.asvs is AsvsLevel.L2} != set()


def test_statements_and_needs_are_found() -> None:
    assert chosen(statements=("S1.75",)) == {rule.id for rule in RULES if "S1.75" in rule.statements} != set()
    assert chosen(needs=(Capability.CLOCK,)) == {rule.id for rule in RULES if Capability.CLOCK in rule.needs} != set()


def test_every_word_must_occur_somewhere() -> None:
    found = chosen(text="ROTATE cwe-294")

    assert "refresh/rotates-and-retires" in found
    assert chosen(text="rotate") > found
    assert chosen(text="rotate unheardofword") == set()


@pytest.mark.parametrize(
    ("asked", "cause", "step"),
    [
        ({"suites": ("srs",)}, 'no suite "srs"', "Did you mean ssr?"),
        ({"suites": ("nothing",)}, 'no suite "nothing"', "Name one of: "),
        ({"statements": ("S1.757",)}, 'no statement "S1.757"', "Did you mean S1."),
        ({"statements": ("ASVS",)}, 'no statement "ASVS"', "S1.1 to S2.97"),
        ({"asvs": ("L4",)}, '"L4" is no level', "10.4.5"),
        ({"asvs": ("10.4.5.1",)}, '"10.4.5.1" is no level', "10.4.5"),
    ],
)
def test_what_there_cannot_be_is_refused(asked: dict[str, Any], cause: str, step: str) -> None:
    with pytest.raises(RunError) as raised:
        chosen(**asked)

    assert cause in str(raised.value)
    assert step in str(raised.value)
    assert raised.value.exit_code is ExitCode.USAGE
