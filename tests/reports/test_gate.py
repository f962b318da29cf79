"""The exit code of a run: one line per case of the table."""

from typing import TypedDict

import pytest
from pydantic import ValidationError

from fixtures.rule import Level, Profile, Severity
from fixtures.verdict import Verdict
from reports.answer import Tone, answer_of
from reports.gate import ExitCode, judge_gate
from reports.model import Ending, GateTerms, Run
from tests.reports.rich_sample import rich_run
from tests.reports.sample import result, rule, run, waiver

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY
PASSED, FAILED, ERROR = Verdict.PASSED, Verdict.FAILED, Verdict.ERROR
INCONCLUSIVE, UNTESTED, INAPPLICABLE = Verdict.INCONCLUSIVE, Verdict.UNTESTED, Verdict.INAPPLICABLE
COMPLETE, INTERRUPTED = Ending.COMPLETE, Ending.INTERRUPTED
INTERNAL_ERROR, NOT_STARTED = Ending.INTERNAL_ERROR, Ending.NOT_STARTED
Pair = tuple[Level, Verdict]


def _run(*pairs: Pair, ending: Ending = COMPLETE, severity: Severity = Severity.MEDIUM) -> Run:
    rules = tuple(rule(f"suite/rule-{n}", level=level, severity=severity) for n, (level, _) in enumerate(pairs))
    return run(
        *(result(f"suite/rule-{n}", verdict) for n, (_, verdict) in enumerate(pairs)), rules=rules, ending=ending
    )


class Options(TypedDict):
    """What the caller of the gate may ask for."""

    strict: bool
    fail_on: Severity | None


GOOD: tuple[Pair, ...] = ((MUST, PASSED),) * 7
"""Seven passes: one more rule keeps the coverage above the floor, three unjudged ones do not."""

TABLE: list[tuple[tuple[Pair, ...], Ending, int]] = [
    # Clean: everything binding passed, does not apply, or is untested above the floor.
    ((*GOOD,), COMPLETE, 0),
    ((*GOOD, (MUST, INAPPLICABLE)), COMPLETE, 0),
    ((*GOOD, (MUST, UNTESTED)), COMPLETE, 0),
    ((*GOOD, (SHOULD, FAILED)), COMPLETE, 0),
    ((*GOOD, (MAY, FAILED)), COMPLETE, 0),
    ((*GOOD, (SHOULD, INCONCLUSIVE)), COMPLETE, 0),
    ((*GOOD, (MAY, INCONCLUSIVE)), COMPLETE, 0),
    # A broken MUST rule.
    ((*GOOD, (MUST, FAILED)), COMPLETE, 1),
    (((MUST, FAILED),), COMPLETE, 1),
    ((*GOOD, (MUST, FAILED), (MUST, INCONCLUSIVE)), COMPLETE, 1),
    (((MUST, FAILED), (MUST, UNTESTED), (MUST, UNTESTED)), COMPLETE, 1),
    # Stopped midway: never a pass, whatever was seen.
    ((*GOOD,), INTERRUPTED, 2),
    ((*GOOD, (MUST, FAILED)), INTERRUPTED, 2),
    ((*GOOD, (MUST, ERROR)), INTERRUPTED, 2),
    # Our own fault.
    ((*GOOD,), INTERNAL_ERROR, 3),
    ((*GOOD, (MUST, ERROR)), COMPLETE, 3),
    ((*GOOD, (MAY, ERROR)), COMPLETE, 3),
    ((*GOOD, (MUST, FAILED), (MUST, ERROR)), COMPLETE, 3),
    ((*GOOD, (MUST, FAILED)), INTERNAL_ERROR, 3),
    # Too little judged.
    ((*GOOD, (MUST, INCONCLUSIVE)), COMPLETE, 5),
    ((*GOOD, *((MUST, UNTESTED),) * 3), COMPLETE, 5),
    ((*GOOD, *((MAY, UNTESTED),) * 3), COMPLETE, 5),
    (((MUST, INAPPLICABLE),), COMPLETE, 5),
    (((MUST, UNTESTED),), COMPLETE, 5),
    (((MUST, UNTESTED),), NOT_STARTED, 5),
    ((*GOOD,), NOT_STARTED, 5),
    ((), COMPLETE, 5),
    ((), NOT_STARTED, 5),
]


@pytest.mark.parametrize(("pairs", "ending", "code"), TABLE)
def test_code_follows_the_table(pairs: tuple[Pair, ...], ending: Ending, code: int) -> None:
    gate = judge_gate(_run(*pairs, ending=ending))
    assert gate.code == code
    assert gate.reasons
    assert all(reason.endswith(".") for reason in gate.reasons)


@pytest.mark.parametrize(
    ("level", "severity", "options", "code"),
    [
        (SHOULD, Severity.LOW, {"strict": True, "fail_on": None}, 1),
        (SHOULD, Severity.HIGH, {"strict": False, "fail_on": Severity.HIGH}, 1),
        (SHOULD, Severity.CRITICAL, {"strict": False, "fail_on": Severity.HIGH}, 1),
        (SHOULD, Severity.MEDIUM, {"strict": False, "fail_on": Severity.HIGH}, 0),
        (SHOULD, Severity.LOW, {"strict": True, "fail_on": Severity.CRITICAL}, 1),
        (MAY, Severity.CRITICAL, {"strict": True, "fail_on": Severity.LOW}, 0),
        (MUST, Severity.LOW, {"strict": False, "fail_on": Severity.CRITICAL}, 1),
    ],
)
def test_options_bind_more_rules_and_never_fewer(level: Level, severity: Severity, options: Options, code: int) -> None:
    audited = _run(*((level, PASSED),) * 7, (level, FAILED), severity=severity)
    assert judge_gate(audited, GateTerms(**options)).code == code


def test_strict_asks_for_a_decision_on_should_rules() -> None:
    assert judge_gate(_run(*GOOD, (SHOULD, INCONCLUSIVE)), GateTerms(strict=True)).code == ExitCode.TOO_LITTLE_JUDGED


@pytest.mark.parametrize(("floor", "code"), [(0.0, 0), (0.5, 0), (0.51, 5), (1.0, 5)])
def test_coverage_equal_to_the_floor_is_enough(floor: float, code: int) -> None:
    assert judge_gate(_run((MUST, PASSED), (MUST, UNTESTED)), GateTerms(min_coverage=floor)).code == code


@pytest.mark.parametrize("floor", [-0.1, 1.1, 75.0, float("nan"), float("inf")])
def test_floor_outside_its_range_is_refused(floor: float) -> None:
    with pytest.raises(ValidationError):
        GateTerms(min_coverage=floor)


def test_result_that_went_missing_closes_the_gate_of_a_complete_run() -> None:
    found = [result(f"suite/rule-{number}", PASSED) for number in range(7)]
    rules = tuple(rule(f"suite/rule-{number}") for number in range(8))
    gate = judge_gate(run(*found, rules=rules))
    assert gate.code == ExitCode.TOO_LITTLE_JUDGED
    assert "suite/rule-7" in gate.reasons[0]


def test_every_reason_is_given_the_deciding_one_first() -> None:
    gate = judge_gate(rich_run(Ending.INTERRUPTED))
    assert gate.code == ExitCode.INTERRUPTED
    assert gate.reasons == (
        "The run was interrupted before it could finish. Ctrl-C after 14 s.",
        "Bearproof itself went wrong in client/startup-refresh.",
        "The target breaks 2 MUST rules: refresh/rotates-and-retires, storage/memory-only.",
        "1 binding rule could not be decided: session/force-logout-all.",
        "Failed without closing the gate, because not binding: token/short-lifetime.",
    )


def test_clean_gate_tells_what_it_did_not_count() -> None:
    gate = judge_gate(_run(*GOOD, (MUST, UNTESTED), (SHOULD, FAILED)))
    assert gate.code == ExitCode.CLEAN
    assert gate.reasons == (
        "7 of 8 binding rules passed (1 untested); 8 of 9 applicable rules judged (88 %).",
        "Failed without closing the gate, because not binding: suite/rule-8.",
    )


def test_a_waiver_or_a_baseline_opens_the_gate_and_makes_nothing_conform() -> None:
    failed = run(result("suite/fact", FAILED))
    waived = run(result("suite/fact", FAILED), waivers=(waiver("suite/fact"),))
    for audited, gate in ((waived, judge_gate(waived)), (failed, judge_gate(failed, baseline=failed))):
        assert gate.code == ExitCode.CLEAN
        answer = answer_of(audited, gate)
        assert (answer.heading, answer.tone) == ("Open gate, with known failures", Tone.OPEN)
    unclear = run(result("suite/fact", INCONCLUSIVE), result("suite/other", PASSED))
    assert answer_of(unclear, judge_gate(unclear, GateTerms(min_coverage=0), baseline=unclear)).name.endswith("doubts")
    good = run(result("suite/fact", PASSED))
    assert answer_of(good, judge_gate(good)).heading == "Conforms"
    assert answer_of(failed, judge_gate(failed)).heading == "Does not conform"


def test_a_few_rules_are_no_whole_profile() -> None:
    good = run(result("suite/fact", PASSED))
    part = good.model_copy(update={"header": good.header.model_copy(update={"is_partial": True})})
    gate = judge_gate(part)
    assert answer_of(part, gate).heading == "Conforms in the rules asked for"
    assert gate.reasons[-1] == "Only 1 rule of the profile guide-2019 took part, as asked for."


def test_a_baseline_of_another_profile_is_told() -> None:
    audited = run(result("suite/fact", FAILED))
    other = audited.model_copy(update={"header": audited.header.model_copy(update={"profile": Profile.BCP_2026})})
    assert "another profile, bcp-2026" in judge_gate(audited, baseline=other).reasons[-1]
