"""Two runs compared: only what is new closes the gate, and what is out of sight is told."""

import io

import pytest
from rich.console import Console

from fixtures.verdict import Verdict
from reports import difference
from reports.comparison import Comparison
from reports.gate import ExitCode, judge_gate
from reports.model import Run
from tests.reports.sample import result, run

PASSED, FAILED, INCONCLUSIVE = Verdict.PASSED, Verdict.FAILED, Verdict.INCONCLUSIVE
UNTESTED, INAPPLICABLE = Verdict.UNTESTED, Verdict.INAPPLICABLE
GOOD = tuple(result(f"suite/good-{number}", PASSED) for number in range(7))


def _audited(verdict: Verdict, *, cases: tuple[str, ...] = ("",)) -> Run:
    return run(*GOOD, *(result("suite/fact", verdict, case=case) for case in cases))


@pytest.mark.parametrize(
    ("before", "after", "kinds", "code"),
    [
        (PASSED, PASSED, (), ExitCode.CLEAN),
        (PASSED, FAILED, ("new",), ExitCode.RULE_FAILED),
        (UNTESTED, FAILED, ("new",), ExitCode.RULE_FAILED),
        (FAILED, FAILED, ("known",), ExitCode.CLEAN),
        (FAILED, PASSED, ("fixed",), ExitCode.CLEAN),
        (FAILED, INAPPLICABLE, ("fixed",), ExitCode.CLEAN),
        (FAILED, UNTESTED, ("lost",), ExitCode.TOO_LITTLE_JUDGED),
        (PASSED, INCONCLUSIVE, ("lost",), ExitCode.TOO_LITTLE_JUDGED),
        (PASSED, INAPPLICABLE, (), ExitCode.CLEAN),
        (INCONCLUSIVE, INCONCLUSIVE, (), ExitCode.CLEAN),
        (UNTESTED, INCONCLUSIVE, (), ExitCode.TOO_LITTLE_JUDGED),
    ],
)
def test_each_change_has_its_name_and_its_code(
    before: Verdict, after: Verdict, kinds: tuple[str, ...], code: ExitCode
) -> None:
    comparison = Comparison(before=_audited(before), after=_audited(after))
    found = {kind for kind in ("new", "fixed", "known", "lost") if getattr(comparison, kind)}
    assert found == set(kinds)
    assert judge_gate(comparison.after, baseline=comparison.before).code is code


def test_a_failure_in_a_new_case_is_new() -> None:
    comparison = Comparison(before=_audited(FAILED, cases=("a",)), after=_audited(FAILED, cases=("a", "b")))
    assert [change.worse_cases for change in comparison.new] == [("b",)]
    assert judge_gate(comparison.after, baseline=comparison.before).code is ExitCode.RULE_FAILED


def test_a_rule_that_the_earlier_run_did_not_have_is_new_where_it_fails() -> None:
    assert judge_gate(_audited(FAILED), baseline=run(*GOOD)).code is ExitCode.RULE_FAILED


def test_a_rule_that_the_later_run_does_not_have_is_lost() -> None:
    comparison = Comparison(before=_audited(PASSED), after=run(*GOOD))
    assert [change.rule_id for change in comparison.lost] == ["suite/fact"]
    assert difference.exit_code(comparison) is ExitCode.TOO_LITTLE_JUDGED


def test_known_failures_are_named_though_they_do_not_count() -> None:
    gate = judge_gate(_audited(FAILED), baseline=_audited(FAILED))
    assert "Failed as in the baseline, and still to be fixed: suite/fact." in gate.reasons


def test_the_difference_is_shown_with_both_verdicts() -> None:
    text = io.StringIO()
    comparison = Comparison(before=_audited(PASSED), after=_audited(FAILED))
    difference.show(comparison, Console(file=text, width=100))
    [row] = [line.split() for line in text.getvalue().splitlines() if "suite/fact" in line]
    assert row == ["suite/fact", "passed", "failed"]
    assert difference.exit_code(comparison) is ExitCode.RULE_FAILED
