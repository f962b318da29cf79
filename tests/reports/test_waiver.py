"""A waiver opens the gate and hides nothing; one that has outlived its use closes it."""

import pytest
from junitparser import JUnitXml, Skipped

from fixtures.rule import Level
from fixtures.verdict import Verdict
from reports import html, junit, terminal
from reports.gate import ExitCode, judge_gate
from reports.model import Ending, Run, Waiver
from reports.waiver import WaiverState
from tests.reports.sample import result, rule, run, waiver

PASSED, FAILED, INCONCLUSIVE = Verdict.PASSED, Verdict.FAILED, Verdict.INCONCLUSIVE
UNTESTED, INAPPLICABLE, ERROR = Verdict.UNTESTED, Verdict.INAPPLICABLE, Verdict.ERROR
GOOD = tuple(result(f"suite/good-{number}", PASSED) for number in range(7))


def _audited(verdict: Verdict, *waivers: Waiver, ending: Ending = Ending.COMPLETE, is_partial: bool = False) -> Run:
    return run(*GOOD, result("suite/fact", verdict), waivers=waivers, ending=ending, is_partial=is_partial)


@pytest.mark.parametrize(
    ("verdict", "state", "code"),
    [
        (FAILED, WaiverState.IN_FORCE, ExitCode.CLEAN),
        (INCONCLUSIVE, WaiverState.IN_FORCE, ExitCode.CLEAN),
        (PASSED, WaiverState.NOT_NEEDED, ExitCode.RULE_FAILED),
        (INAPPLICABLE, WaiverState.NOT_NEEDED, ExitCode.RULE_FAILED),
        (UNTESTED, WaiverState.IDLE, ExitCode.CLEAN),
        (ERROR, WaiverState.IDLE, ExitCode.INTERNAL_ERROR),
    ],
)
def test_what_becomes_of_a_waiver_follows_the_verdict(verdict: Verdict, state: WaiverState, code: ExitCode) -> None:
    waived = waiver("suite/fact")
    audited = _audited(verdict, waived)
    assert audited.waivers == {waived: state}
    assert judge_gate(audited).code is code


@pytest.mark.parametrize(("days", "code"), [(0, ExitCode.CLEAN), (-1, ExitCode.RULE_FAILED)])
def test_it_holds_on_its_last_day_and_not_after(days: int, code: ExitCode) -> None:
    gate = judge_gate(_audited(FAILED, waiver("suite/fact", days=days)))
    assert gate.code is code
    assert ("expired on 2026-03-13" in " ".join(gate.reasons)) is (code is ExitCode.RULE_FAILED)


def test_one_that_matches_nothing_closes_the_gate() -> None:
    gate = judge_gate(_audited(PASSED, waiver("suite/fcat")))
    assert gate.code is ExitCode.RULE_FAILED
    assert gate.reasons == (
        "The waiver of suite/fcat covers nothing in this run: correct its rule and case, or remove it.",
    )


def test_a_partial_run_says_nothing_about_the_waivers_of_other_rules() -> None:
    assert judge_gate(_audited(PASSED, waiver("suite/elsewhere"), is_partial=True)).code is ExitCode.CLEAN


def test_a_run_that_was_stopped_says_nothing_about_waivers() -> None:
    gate = judge_gate(_audited(PASSED, waiver("suite/fact"), ending=Ending.INTERRUPTED))
    assert gate.code is ExitCode.INTERRUPTED
    assert "waiver" not in " ".join(gate.reasons)


def test_a_waiver_of_one_case_leaves_the_others() -> None:
    cases = (result("suite/fact", FAILED, case="cookie"), result("suite/fact", FAILED, case="header"))
    both = (waiver("suite/fact", case="cookie"), waiver("suite/fact", case="header"))
    assert judge_gate(run(*GOOD, *cases, waivers=both[:1])).code is ExitCode.RULE_FAILED
    assert judge_gate(run(*GOOD, *cases, waivers=both)).code is ExitCode.CLEAN


def test_the_gate_names_who_answers_for_it_and_until_when() -> None:
    gate = judge_gate(_audited(FAILED, waiver("suite/fact")))
    assert gate.reasons == (
        "7 of 8 binding rules passed (1 failed); 8 of 8 applicable rules judged (100 %).",
        "Waived: suite/fact, failed, until 2026-04-13, Payments team: The mobile app is replaced in May.",
    )


def test_a_should_rule_that_is_waived_is_no_warning() -> None:
    selected = (rule("suite/fact", level=Level.SHOULD),)
    gate = judge_gate(run(result("suite/fact", FAILED), rules=selected, waivers=(waiver("suite/fact"),)))
    assert not any(reason.startswith("Failed without") for reason in gate.reasons)


def test_the_verdict_underneath_stays_in_every_output() -> None:
    audited = _audited(FAILED, waiver("suite/fact"))
    shown = " ".join(terminal.render(audited).split())
    assert "Waived until a date" in shown
    assert "FAILED suite/fact" in shown
    assert "until 2026-04-13, Payments team: The mobile app is replaced in May." in shown
    page = html.render(audited)
    assert 'id="suite/fact" tabindex="-1" data-verdict="failed"' in page
    assert "until 2026-04-13, Payments team: The mobile app is replaced in May." in page
    [case] = [
        case for suite in JUnitXml.fromstring(junit.render(audited)) for case in suite if case.name == "suite/fact"
    ]
    assert isinstance(case.result[0], Skipped)
    assert "Underneath: failed." in str(case.result[0].message)
