"""Each refusal refuses something: bad rules, faults and sources, made up here, are all found."""

import ast
from dataclasses import replace

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.faults.registry import all_faults, fault_named
from reference_server.policy import Profile as ServerProfile
from tests.meta.refusals import (
    ends_in_a_verdict,
    faults_of_a_marking,
    names_in,
    names_that_say_nothing,
    refused_in,
    rules_without_a_fault,
    strays,
)

RULES = load_catalogue()
FAULT = fault_named("forgets_to_rotate")


def body_of(*lines: str) -> ast.FunctionDef:
    """Return the syntax tree of a rule with these lines."""
    source = "\n    ".join(('def test_it(sessions: Sessions) -> None:\n    """A fact."""', *lines))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function


@pytest.mark.parametrize("profile", Profile)
def test_a_rule_without_a_fault_is_found_in_each_of_its_profiles(profile: Profile) -> None:
    marked = [one for one in all_faults() if "token/unsigned-rejected" not in one.breaks]

    assert "token/unsigned-rejected" in rules_without_a_fault(RULES, marked, profile)
    assert "token/unsigned-rejected" not in rules_without_a_fault(RULES, all_faults(), profile)


@pytest.mark.parametrize(
    ("breaks", "profiles", "wrong"),
    [
        ((), FAULT.profiles, "breaks no rule"),
        (("refresh/never-heard-of",), FAULT.profiles, "which is no rule"),
        ((*FAULT.breaks, *FAULT.breaks), FAULT.profiles, "names a rule twice"),
        (FAULT.breaks, (*FAULT.profiles, ServerProfile.GUIDE_2022), "breaks nothing in guide-2022"),
        ((*FAULT.breaks, "storage/session-storage-only"), FAULT.profiles, "which none of its profiles has"),
    ],
)
def test_a_fault_without_a_rule_to_break_is_found(
    breaks: tuple[str, ...], profiles: tuple[ServerProfile, ...], wrong: str
) -> None:
    assert faults_of_a_marking(RULES, FAULT) == []
    assert any(wrong in found for found in faults_of_a_marking(RULES, replace(FAULT, breaks=breaks, profiles=profiles)))


@pytest.mark.parametrize(
    ("package", "imported"),
    [
        ("suites", "reports.model"),
        ("suites", "reference_server.policy"),
        ("fixtures", "reports.gate"),
        ("fixtures", "bearproof.defaults"),
        ("fixtures", "reference_server"),
        ("reports", "fixtures.wire"),
        ("reports", "fixtures.rulebook"),
        ("reference_server", "fixtures.rule"),
        ("bearproof", "reference_server.policy"),
        ("bearproof", "tests.core"),
    ],
)
def test_an_import_against_the_arrows_is_found(package: str, imported: str) -> None:
    assert strays(package, ["json", "httpx.Client", imported]) == [imported]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("assert sessions", "Assert"),
        ("if sessions: pass", "If"),
        ("one = 1 if sessions else 2", "IfExp"),
        ("for one in sessions: pass", "For"),
        ("while sessions: pass", "While"),
        ("one = [two for two in sessions]", "ListComp"),
        ("one = sessions and sessions.one", "BoolOp"),
        ("one = sessions == 2", "Compare"),
        ("with sessions: pass", "With"),
        ("return", "Return"),
    ],
)
def test_a_branch_a_loop_or_a_bare_assert_in_a_rule_is_found(line: str, found: str) -> None:
    assert found in refused_in(body_of(line, "sessions.must_be_refused()"))
    assert refused_in(body_of("one = sessions.login('ada')", "one.must_be_refused()")) == []


def test_a_rule_that_does_nothing_and_one_that_does_too_much_are_found() -> None:
    assert refused_in(body_of()) == ["0 statements"]
    assert refused_in(body_of(*["sessions.call()"] * 16)) == ["16 statements"]


@pytest.mark.parametrize("line", ["sessions.login('ada')", "sessions.must", "one = sessions.must_be_refused()"])
def test_a_rule_that_does_not_end_in_a_verdict_is_found(line: str) -> None:
    assert not ends_in_a_verdict(body_of(line))
    assert ends_in_a_verdict(body_of("sessions.must_be_refused()"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def verify_token(): ...", "verify_token"),
        ("def _check_it(): ...", "_check_it"),
        ("class TokenHelper: ...", "TokenHelper"),
        ("def made(util): ...", "util"),
        ("cookieManager = 1", "cookieManager"),
        ("async def handle_login(): ...", "handle_login"),
        ("class HTTPBase: ...", "HTTPBase"),
        ("login_should_work = True", "login_should_work"),
    ],
)
def test_a_name_that_says_nothing_is_found(source: str, found: str) -> None:
    assert names_that_say_nothing(names_in(ast.parse(source))) == [found]


def test_a_name_that_says_something_is_no_offence() -> None:
    given = ("database", "checkout", "unhandled", "verified", "base_url", "SHOULD", "should_rules_fail", "Checker")

    assert names_that_say_nothing(given) == []
