"""The answer of the gate in two words or five: what a reader takes home, so it must not say more than was seen."""

from dataclasses import dataclass
from enum import StrEnum

from fixtures.rule import Level
from fixtures.verdict import Verdict
from reports.gate import ExitCode, Gate
from reports.model import Run


class Tone(StrEnum):
    """How an answer is shown."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    """Neither: not known, or known and put up with."""


@dataclass(frozen=True)
class Answer:
    """The answer as a heading, and beside the exit code."""

    heading: str
    name: str
    tone: Tone


_CONFORMS = Answer("Conforms", "clean", Tone.GOOD)
_KNOWN = Answer("Open gate, with known failures", "open gate, with known failures", Tone.OPEN)
_DOUBTFUL = Answer("Open gate, with known doubts", "open gate, with known doubts", Tone.OPEN)
_PARTIAL = Answer("Conforms in the rules asked for", "clean, in the rules asked for", Tone.GOOD)
_CLOSED = {
    ExitCode.RULE_FAILED: Answer("Does not conform", "rule failed", Tone.BAD),
    ExitCode.INTERRUPTED: Answer("No answer: interrupted", "interrupted", Tone.OPEN),
    ExitCode.INTERNAL_ERROR: Answer("No answer: Bearproof failed", "internal error", Tone.OPEN),
    ExitCode.USAGE: Answer("No answer", "usage", Tone.OPEN),
    ExitCode.TOO_LITTLE_JUDGED: Answer("No answer: too little was judged", "too little judged", Tone.OPEN),
}


def answer_of(run: Run, gate: Gate) -> Answer:
    """Put the answer of ``gate`` into words.

    A gate that a waiver or a baseline keeps open lets a release through; it does not make the target conform.
    """
    if gate.code is not ExitCode.CLEAN:
        return _CLOSED[gate.code]
    binding = {outcome.verdict for outcome in run.outcomes if outcome.rule.level is Level.MUST}
    if Verdict.FAILED in binding:
        return _KNOWN
    if Verdict.INCONCLUSIVE in binding:
        return _DOUBTFUL
    return _PARTIAL if run.header.is_partial else _CONFORMS
