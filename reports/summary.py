"""The run as a short page of Markdown: the job summary of GitHub Actions, or a comment on a merge request.

What the target sent stands in code spans with everything that Markdown obeys taken out, so that no page of the target
can write a heading, a link or a picture into somebody's build.
"""

from collections.abc import Iterator
from pathlib import Path

from fixtures.rule import Level
from fixtures.verdict import Verdict
from reports import wording
from reports.answer import Tone, answer_of
from reports.files import replace_file
from reports.gate import Gate, judge_gate
from reports.inert import one_line
from reports.model import Run
from reports.outcome import Outcome
from reports.trend import Trend

_MARKS = {
    Verdict.FAILED: "❌", Verdict.ERROR: "💥", Verdict.INCONCLUSIVE: "❔", Verdict.UNTESTED: "⏭️",
    Verdict.PASSED: "✅", Verdict.INAPPLICABLE: "▫️",
}  # fmt: skip
_SIGNS = {Tone.GOOD: "✅", Tone.BAD: "❌", Tone.OPEN: "⚠️"}
_SENTENCE_LIMIT = 300
_REASON_LIMIT = 2_000
_LISTED = 40


def render(run: Run, *, gate: Gate | None = None, trend: Trend | None = None) -> str:
    """Return the run as Markdown."""
    return "\n".join(_lines(run, gate or judge_gate(run), trend)) + "\n"


def write(run: Run, path: Path, *, gate: Gate | None = None, trend: Trend | None = None) -> None:
    """Write the run as Markdown, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run, gate=gate, trend=trend).encode())


def _lines(run: Run, gate: Gate, trend: Trend | None) -> Iterator[str]:
    header = run.header
    answer = answer_of(run, gate)
    yield f"## {_SIGNS[answer.tone]} Bearproof: exit code {gate.code.value}, {answer.name}"
    yield ""
    yield f"{_code(header.target_name)} at {_code(header.target_url)}, profile `{header.profile}`."
    yield ""
    yield from (f"- {_text(reason, limit=_REASON_LIMIT)}" for reason in gate.reasons)
    if trend is not None:
        yield f"- {_text(trend.sentence, limit=_REASON_LIMIT)}"
    yield ""
    yield f"**{wording.coverage(run)}.**"
    yield ""
    yield "| | verdict | rules |"
    yield "|---|---|---:|"
    yield from (f"| {_MARKS[verdict]} | {verdict} | {run.counts[verdict]} |" for verdict in _MARKS)
    for heading, outcomes in _sections(run):
        if outcomes:
            yield from ("", f"### {heading}", "", "| rule | level | severity | what was seen |", "|---|---|---|---|")
            yield from (_row(outcome) for outcome in outcomes[:_LISTED])
            if len(outcomes) > _LISTED:
                yield f"| and {len(outcomes) - _LISTED} more | | | see the report |"
    yield ""
    yield f"{wording.cost(run)}."


def _sections(run: Run) -> Iterator[tuple[str, list[Outcome]]]:
    failed = [outcome for outcome in run.failures if not outcome.is_waived]
    yield "Failed", [outcome for outcome in failed if outcome.rule.level is Level.MUST]
    yield "Failed: SHOULD and MAY rules", [outcome for outcome in failed if outcome.rule.level is not Level.MUST]
    yield "Waived until a date", [outcome for outcome in run.outcomes if outcome.is_waived]
    for verdict in (Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.UNTESTED):
        yield (
            verdict.capitalize(),
            [outcome for outcome in run.outcomes if outcome.verdict is verdict and not outcome.is_waived],
        )


def _row(outcome: Outcome) -> str:
    rule = outcome.rule
    waived = "".join(f" Waived {waiver.terms}" for waiver in outcome.waivers) if outcome.is_waived else ""
    seen = _text(f"{outcome.deciding[0].judgement.sentence}{waived}")
    return f"| {_code(rule.id)} | {rule.level} | {rule.severity} | {seen} |"


def _text(words: str, *, limit: int = _SENTENCE_LIMIT) -> str:
    """Return words in which nothing is Markdown or HTML any more."""
    plain = one_line(words, limit=limit)
    return "".join(f"&#{ord(character)};" if character in "\\`*_{}[]()<>#+!|~&@:" else character for character in plain)


def _code(words: str) -> str:
    return f"`{one_line(words, limit=_SENTENCE_LIMIT).replace('`', chr(39)).replace('|', '/')}`"
