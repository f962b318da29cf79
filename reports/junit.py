"""JUnit XML for build servers: one test case per rule, nothing unjudged shown as a pass.

Failed rules are failures whatever their level, inconclusive ones and our own faults are errors, untested, inapplicable
and waived ones are skipped. Most build servers colour skipped cases green, so a gate that was closed for any other
reason than a failed rule is one more case, an error.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from junitparser import Error, Failure, JUnitXml, Skipped
from junitparser.xunit2 import TestCase, TestSuite

from fixtures.verdict import Verdict
from reports import wording
from reports.evidence import Evidence, Screenshot, Table, Timeline
from reports.files import replace_file
from reports.gate import ExitCode, Gate, judge_gate
from reports.inert import one_line, visible
from reports.model import Run
from reports.outcome import Outcome

_MESSAGE_LIMIT = 2_000
_TEXT_LIMIT = 16_384
_MOST_EXCHANGES = 20
"""Some rules send hundreds of requests, and build servers keep every case of every build."""
Kind = TypeVar("Kind", Failure, Error, Skipped)


def render(run: Run, *, gate: Gate | None = None) -> bytes:
    """Return the run as JUnit XML in UTF-8."""
    document = JUnitXml(f"bearproof {run.header.profile}")
    for name in sorted({outcome.rule.suite for outcome in run.outcomes}):
        suite = _suite(run, name)
        for outcome in run.outcomes:
            if outcome.rule.suite == name:
                suite.add_testcase(_case(outcome))
        document.add_testsuite(suite)
    closed = _gate_case(gate or judge_gate(run))
    if closed is not None:
        suite = _suite(run, "bearproof")
        suite.add_testcase(closed)
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    content = io.BytesIO()
    document.write(content)
    return content.getvalue() + b"\n"


def write(run: Run, path: Path, *, gate: Gate | None = None) -> None:
    """Write the run as JUnit XML, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run, gate=gate))


def _suite(run: Run, name: str) -> TestSuite:
    suite = TestSuite(one_line(name))  # type: ignore[no-untyped-call]  # junitparser leaves it untyped
    suite.timestamp = run.header.started_at.isoformat(timespec="seconds")
    facts = {
        "target": run.header.target_name,
        "url": run.header.target_url,
        "profile": run.header.profile,
        "ending": run.footer.ending,
        "coverage": wording.coverage(run),
    }
    for label, value in facts.items():
        suite.add_property(label, one_line(value))
    return suite


def _case(outcome: Outcome) -> TestCase:
    rule = outcome.rule
    case = TestCase(one_line(rule.id), classname=one_line(rule.suite), time=round(outcome.duration_seconds, 3))
    facts = {
        "level": rule.level,
        "severity": rule.severity,
        "verdict": outcome.verdict,
        "title": rule.title,
        "refs": "; ".join(rule.refs),
        "statements": ", ".join(rule.statements),
    }
    for label, value in facts.items():
        if value:
            case.add_property(label, one_line(value))
    for label, value in _evidence(outcome):
        case.add_property(label, one_line(value))
    message, text = _message(outcome), visible(_details(outcome), limit=_TEXT_LIMIT)
    if outcome.is_waived:
        terms = "; ".join(waiver.terms for waiver in outcome.waivers)
        case.add_property("waived", one_line(terms))
        waived = one_line(f"Waived {terms} Underneath: {outcome.verdict}. {message}", limit=_MESSAGE_LIMIT)
        case.result = [_with_text(Skipped(waived, f"waived: {outcome.verdict}"), text)]
        return case
    match outcome.verdict:
        case Verdict.PASSED:
            pass
        case Verdict.FAILED:
            case.result = [_with_text(Failure(message, rule.level), text)]
        case Verdict.INCONCLUSIVE | Verdict.ERROR:
            case.result = [_with_text(Error(message, outcome.verdict), text)]
        case Verdict.UNTESTED | Verdict.INAPPLICABLE:
            case.result = [_with_text(Skipped(message, outcome.verdict), text)]
    return case


def _evidence(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield what the verdict rests on: the exchanges that show it before the others, then tables and timelines."""
    shown = [exchange for found in outcome.deciding for exchange in found.exchanges]
    every = list({id(exchange): exchange for exchange in (*shown, *outcome.other_exchanges)}.values())
    for exchange in every[:_MOST_EXCHANGES]:
        yield f"exchange {exchange.number}", f"{wording.asked(exchange)}: {wording.answered(exchange)}"
    if len(every) > _MOST_EXCHANGES:
        yield "exchanges left out", f"{len(every) - _MOST_EXCHANGES}, which are in run.json"
    for item in outcome.evidence:
        yield item.kind, f"{one_line(item.title)}{_size(item)}"


def _size(item: Evidence) -> str:
    match item:
        case Table():
            return f" ({_counted(len(item.rows), 'row')})"
        case Timeline():
            return f" ({_counted(len(item.moments), 'moment')})"
        case Screenshot():
            return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _gate_case(gate: Gate) -> TestCase | None:
    if gate.code in (ExitCode.CLEAN, ExitCode.RULE_FAILED):
        return None
    case = TestCase("gate", classname="bearproof", time=0)
    case.result = [
        _with_text(
            Error(one_line(gate.reasons[0], limit=_MESSAGE_LIMIT), f"exit code {gate.code.value}"),
            visible("\n".join(gate.reasons)),
        )
    ]
    return case


def _with_text(result: Kind, text: str) -> Kind:
    result.text = text
    return result


def _message(outcome: Outcome) -> str:
    first = outcome.deciding[0].judgement
    expected = f" Expected: {first.expected}" if outcome.verdict is Verdict.FAILED else ""
    return one_line(f"{first.sentence}{expected}", limit=_MESSAGE_LIMIT)


def _details(outcome: Outcome) -> str:
    lines = [outcome.rule.title]
    for found in outcome.deciding:
        lines += ["", f"Seen: {visible(found.judgement.sentence, limit=_MESSAGE_LIMIT)}"]
        lines += [
            f"Asked: {wording.asked(exchange)}\nAnswered: {wording.answered(exchange)}" for exchange in found.exchanges
        ]
        lines.append(f"Expected: {visible(found.judgement.expected, limit=_MESSAGE_LIMIT)}")
    lines += [f"Next: {visible(step, limit=_MESSAGE_LIMIT)}" for step in wording.next_steps(outcome)]
    if outcome.verdict is Verdict.FAILED:
        lines += ["", f"Why: {outcome.rule.why}", f"Fix: {outcome.rule.fix}"]
    return "\n".join(lines)
