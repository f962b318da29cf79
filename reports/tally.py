"""The rules of a run counted by suite."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fixtures.verdict import Verdict
from reports.model import Run


@dataclass(frozen=True, kw_only=True)
class SuiteTally:
    """One suite: how many of its selected rules came to which verdict."""

    name: str
    counts: Mapping[Verdict, int]

    @property
    def applicable(self) -> int:
        """The number of its rules that the target does not declare itself free of."""
        return sum(self.counts.values()) - self.counts[Verdict.INAPPLICABLE]

    @property
    def judged(self) -> int:
        """The number of its rules that were decided either way."""
        return sum(count for verdict, count in self.counts.items() if verdict.is_judged)


def by_suite(run: Run) -> tuple[SuiteTally, ...]:
    """Count the rules of each suite, in the order of their names."""
    found: dict[str, Counter[Verdict]] = {}
    for outcome in run.outcomes:
        found.setdefault(outcome.rule.suite, Counter())[outcome.verdict] += 1
    return tuple(SuiteTally(name=name, counts=found[name]) for name in sorted(found))
