"""One rule of a run as a writer meets it: all its results together, with what decided them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from fixtures.rule import Level, Severity
from fixtures.verdict import Verdict, worst
from reports.evidence import Evidence, Exchange, Judgement
from reports.waiver import WAIVABLE, Waiver

if TYPE_CHECKING:
    from reports.model import Result, RuleInfo

_SEVERITIES, _LEVELS = list(Severity), list(Level)

NEVER_RAN = Judgement(
    verdict=Verdict.UNTESTED,
    sentence="The run ended before it.",
    expected="The rule has its turn, and its result is recorded.",
    next_step="Run the audit again and let it finish.",
)
"""What is said about a selected rule without a result: it counts as not judged, never as passed."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One judgement with the exchanges that show it, and the case it was made in (empty where there is one only)."""

    judgement: Judgement
    exchanges: tuple[Exchange, ...] = ()
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One selected rule with every result recorded for it; cases, retries and workers come together here."""

    rule: "RuleInfo"
    results: "tuple[Result, ...]"
    waivers: tuple[Waiver, ...] = ()
    """The waivers in force that speak of it."""

    @property
    def has_run(self) -> bool:
        """Whether any result was recorded."""
        return bool(self.results)

    @cached_property
    def verdict(self) -> Verdict:
        """The worst verdict over all results; ``untested`` where there is none."""
        return worst(result.verdict for result in self.results) if self.results else NEVER_RAN.verdict

    @cached_property
    def is_waived(self) -> bool:
        """Whether waivers in force cover everything that makes the rule fail, or leaves it undecided."""
        open_results = [result for result in self.results if result.verdict in WAIVABLE]
        return (
            bool(open_results)
            and self.verdict in WAIVABLE
            and all(any(waiver.covers(result) for waiver in self.waivers) for result in open_results)
        )

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sorts the worst harm first, then the most binding level, then by id."""
        return _SEVERITIES.index(self.rule.severity), _LEVELS.index(self.rule.level), self.rule.id

    @cached_property
    def deciding_results(self) -> "tuple[Result, ...]":
        """The results that made the verdict what it is."""
        return tuple(result for result in self.results if result.verdict is self.verdict)

    @cached_property
    def deciding(self) -> tuple[Finding, ...]:
        """What made the verdict what it is: at least one finding, in every case, and none twice."""
        return _merged(self._deciding_one_by_one)

    @cached_property
    def _deciding_one_by_one(self) -> tuple[Finding, ...]:
        if not self.results:
            return (Finding(judgement=NEVER_RAN),)
        return tuple(found for result in self.deciding_results for found in _deciding_in(result))

    @cached_property
    def others(self) -> tuple[Finding, ...]:
        """Every other judgement: controls that held, cases that came out better."""
        known = {id(found.judgement) for found in self._deciding_one_by_one}
        every = (_finding(judgement, result) for result in self.results for judgement in result.judgements)
        return tuple(found for found in every if id(found.judgement) not in known)

    @cached_property
    def other_exchanges(self) -> tuple[Exchange, ...]:
        """Everything recorded that no deciding judgement points at."""
        known = {id(exchange) for found in self._deciding_one_by_one for exchange in found.exchanges}
        every = (exchange for result in self.results for exchange in result.exchanges)
        return tuple(exchange for exchange in every if id(exchange) not in known)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The tables, timelines and pictures, those of the results that decided first."""
        ordered = sorted(self.results, key=lambda result: result.verdict is not self.verdict)
        return tuple(item for result in ordered for item in result.evidence)

    @property
    def tracebacks(self) -> tuple[str, ...]:
        """Where Bearproof itself went wrong."""
        return tuple(result.traceback for result in self.results if result.traceback)

    @property
    def duration_seconds(self) -> float:
        """Seconds over all results."""
        return sum(result.duration_seconds for result in self.results)


def _deciding_in(result: "Result") -> tuple[Finding, ...]:
    """Return what carries the verdict of ``result``, or one finding that says why there is nothing."""
    found = tuple(_finding(item, result) for item in result.judgements if item.verdict is result.verdict)
    if found:
        return found
    lines = result.traceback.strip().splitlines()
    sentence = lines[-1] if lines else f"The rule ended as {result.verdict} and left no sentence."
    unsaid = Judgement(
        verdict=result.verdict,
        sentence=sentence,
        expected="The rule ends in a verdict with a sentence.",
        next_step="This is a fault of Bearproof, not of the target: report it together with run.json.",
    )
    return (Finding(judgement=unsaid, case=result.case),)


def _merged(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return each finding once: what was seen in the same words several times is one, with everything that shows it."""
    together: dict[tuple[str, str, str, str | None], Finding] = {}
    for found in findings:
        said = found.judgement
        key = (found.case, said.sentence, said.expected, said.next_step)
        before = together.get(key)
        exchanges = found.exchanges if before is None else (*before.exchanges, *found.exchanges)
        unique = tuple({id(exchange): exchange for exchange in exchanges}.values())
        together[key] = replace(found if before is None else before, exchanges=unique)
    return tuple(together.values())


def _finding(judgement: Judgement, result: "Result") -> Finding:
    known = {exchange.number: exchange for exchange in result.exchanges}
    shown = tuple(known[number] for number in judgement.exchanges if number in known)
    return Finding(judgement=judgement, exchanges=shown, case=result.case)
