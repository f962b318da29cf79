"""JUnit XML, read back by the library that build servers' tools are written with."""

from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from junitparser.xunit2 import TestCase

from fixtures.rule import Level
from fixtures.verdict import Verdict
from reports import junit
from reports.gate import Gate, judge_gate
from reports.model import Ending, GateTerms, Moment, Run, Table, Timeline
from tests.reports.rich_sample import rich_run
from tests.reports.sample import exchange, result, rule, run


def _cases(audited: Run, *, gate: Gate | None = None) -> dict[str, TestCase]:
    parsed = JUnitXml.fromstring(junit.render(audited, gate=gate))
    found: dict[str, TestCase] = {}
    for suite in parsed:
        assert isinstance(suite, TestSuite)
        for case in suite:
            found[str(case.name)] = TestCase.fromelem(case)  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    return found


def test_one_case_per_rule_and_one_for_the_closed_gate() -> None:
    audited = rich_run()
    assert set(_cases(audited)) == {*audited.verdicts, "gate"}


def test_totals_agree_with_the_verdicts() -> None:
    audited = rich_run()
    parsed = JUnitXml.fromstring(junit.render(audited))
    counts = audited.counts
    assert parsed.tests == len(audited.outcomes) + 1
    assert parsed.failures == counts[Verdict.FAILED] == 3
    assert parsed.errors == counts[Verdict.ERROR] + counts[Verdict.INCONCLUSIVE] + 1
    assert parsed.skipped == counts[Verdict.UNTESTED] + counts[Verdict.INAPPLICABLE]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (Verdict.FAILED, Failure),
        (Verdict.ERROR, Error),
        (Verdict.INCONCLUSIVE, Error),
        (Verdict.UNTESTED, Skipped),
        (Verdict.INAPPLICABLE, Skipped),
    ],
)
def test_each_verdict_has_its_element(verdict: Verdict, kind: type[Failure | Error | Skipped]) -> None:
    [outcome] = _cases(run(result("suite/fact", verdict)))["suite/fact"].result
    assert isinstance(outcome, kind)
    assert str(outcome.message).startswith("GET /me with an unsigned token was answered 200 as ada.")


def test_pass_has_no_element() -> None:
    assert _cases(run(result("suite/fact", Verdict.PASSED)))["suite/fact"].is_passed


def test_failed_should_rule_is_a_failure_although_the_gate_is_open() -> None:
    rules = (rule("suite/good"), rule("suite/advice", level=Level.SHOULD))
    audited = run(result("suite/good", Verdict.PASSED), result("suite/advice", Verdict.FAILED), rules=rules)
    cases = _cases(audited)
    assert judge_gate(audited).code == 0
    assert [found.type for found in cases["suite/advice"].result] == ["SHOULD"]
    assert "gate" not in cases


def test_interrupted_run_is_not_green() -> None:
    rules = (rule("suite/good"), rule("suite/never-ran"))
    audited = run(result("suite/good", Verdict.PASSED), rules=rules, ending=Ending.INTERRUPTED)
    [closed] = _cases(audited)["gate"].result
    assert isinstance(closed, Error)
    assert str(closed.message) == "The run was interrupted before it could finish."


def test_case_carries_what_the_catalogue_says() -> None:
    case = _cases(rich_run())["refresh/rotates-and-retires"]
    assert case.classname == "refresh"
    assert case.time == 0.05
    entries = case.properties()  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    said = {str(entry.name): entry.value for entry in entries}
    evidence = {name: said.pop(name) for name in list(said) if name.startswith(("exchange", "timeline"))}
    assert evidence == {
        "exchange 11": "POST https://shop.example/login (log in as ada): 200 OK in 12 ms",
        "exchange 12": "POST https://shop.example/refresh (control: the current refresh token): 200 OK in 12 ms",
        "exchange 13": "POST https://shop.example/refresh (a spent refresh token): 200 OK in 12 ms",
        "timeline": "One refresh token, used twice (3 moments)",
    }
    assert said == {
        "level": "MUST",
        "severity": "critical",
        "verdict": "failed",
        "title": "A refresh token works once, and each refresh issues the next.",
        "refs": "RFC 9700 §4.14.2; v5.0.0-10.4.5; CWE-613",
        "statements": "S1.75, S1.94",
    }
    [failure] = case.result
    for part in ("Asked: POST https://shop.example/refresh", "Answered: 200 OK", "Expected: 400, 401", "Fix: Store"):
        assert part in str(failure.text)


def test_tables_and_timelines_are_named_too_and_of_many_exchanges_some() -> None:
    sent = tuple(exchange(number) for number in range(30))
    table = Table(title="Session cookies", columns=("name",), rows=(("sid",), ("id",)))
    timeline = Timeline(title="Two tabs", moments=(Moment(at=0.0, who="tab A", what="opens"),))
    audited = run(result("suite/fact", Verdict.PASSED, exchanges=sent, evidence=(table, timeline)))
    entries = _cases(audited)["suite/fact"].properties()  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    said = {str(entry.name): entry.value for entry in entries}
    assert said["table"] == "Session cookies (2 rows)"
    assert said["timeline"] == "Two tabs (1 moment)"
    assert said["exchanges left out"] == "10, which are in run.json"
    assert len([name for name in said if name.startswith("exchange ")]) == 20


def test_given_gate_is_the_one_reported() -> None:
    audited = run(result("suite/fact", Verdict.PASSED))
    assert "gate" not in _cases(audited)
    untouched = run(result("suite/fact", Verdict.PASSED), rules=(rule("suite/fact"), rule("suite/more")))
    assert "gate" in _cases(untouched, gate=judge_gate(untouched, GateTerms(min_coverage=1.0)))


def test_file_is_what_was_rendered(tmp_path: Path) -> None:
    junit.write(rich_run(), tmp_path / "junit.xml")
    assert (tmp_path / "junit.xml").read_bytes() == junit.render(rich_run())
