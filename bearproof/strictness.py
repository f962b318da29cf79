"""What the gate is asked for beyond the binding rules."""

from dataclasses import dataclass

from fixtures.rule import Severity
from reports.gate import DEFAULT_COVERAGE, Gate, judge_gate
from reports.model import Run


@dataclass(frozen=True, kw_only=True)
class Strictness:
    """The options of ``reports.gate.judge_gate``, which says what they mean."""

    strict: bool = False
    min_coverage: float = DEFAULT_COVERAGE
    """A share from 0 to 1."""
    fail_on: Severity | None = None

    def judge(self, run: Run) -> Gate:
        """Hold ``run`` against the gate."""
        return judge_gate(run, strict=self.strict, min_coverage=self.min_coverage, fail_on=self.fail_on)
