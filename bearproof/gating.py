"""What the gate is asked for on the command line: its terms, and an earlier run to be compared with."""

from dataclasses import dataclass, field
from pathlib import Path

from bearproof.defaults import MIN_COVERAGE
from bearproof.earlier_run import complete_run
from fixtures.rule import Severity
from reports.gate import Gate, judge_gate
from reports.model import GateTerms, Run


@dataclass(frozen=True, kw_only=True)
class Gating:
    """The options of ``reports.gate.judge_gate``, which says what they mean."""

    terms: GateTerms = field(default_factory=GateTerms)
    baseline: Run | None = None

    def judge(self, run: Run) -> Gate:
        """Hold ``run`` against the gate."""
        return judge_gate(run, self.terms, baseline=self.baseline)


def gating_of(
    *,
    strict: bool = False,
    min_coverage: float = MIN_COVERAGE,
    fail_on: Severity | None = None,
    baseline: Path | None = None,
) -> Gating:
    """Collect the options of a command. Raises what ``complete_run`` raises where the baseline is none."""
    return Gating(
        terms=GateTerms(strict=strict, min_coverage=min_coverage, fail_on=fail_on),
        baseline=complete_run(baseline) if baseline is not None else None,
    )
