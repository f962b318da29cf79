"""Two runs of the same rules side by side: what is new, what was fixed, what stayed, what is no longer judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from fixtures.verdict import Verdict
from reports.model import Run
from reports.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Change:
    """One rule in both runs. A verdict is None where that run did not select the rule."""

    rule_id: str
    before: Verdict | None
    after: Verdict | None
    worse_cases: tuple[str, ...] = ()
    """The cases that failed in the later run and not in the earlier one; "" is the only case of most rules."""

    @property
    def is_new_failure(self) -> bool:
        """Whether it fails in a way in which it did not fail before."""
        return self.after is Verdict.FAILED and (self.before is not Verdict.FAILED or bool(self.worse_cases))

    @property
    def is_known_failure(self) -> bool:
        """Whether it fails as it did before, and in no new case."""
        return self.after is Verdict.FAILED and not self.is_new_failure

    @property
    def is_fixed(self) -> bool:
        """Whether it failed, and now was seen to hold or declared not to apply."""
        return self.before is Verdict.FAILED and self.after in (Verdict.PASSED, Verdict.INAPPLICABLE)

    @property
    def is_lost(self) -> bool:
        """Whether it was decided before and is not any more: neither fixed nor broken, but out of sight."""
        was_judged = self.before is not None and self.before.is_judged
        return was_judged and self.after is not Verdict.INAPPLICABLE and not (self.after and self.after.is_judged)

    @property
    def is_known_doubt(self) -> bool:
        """Whether it could be decided in neither run."""
        return self.before is self.after is Verdict.INCONCLUSIVE


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An earlier run, a later one, and every rule that either of them selected."""

    before: Run
    after: Run

    @cached_property
    def changes(self) -> dict[str, Change]:
        """Every rule of either run by its id: those of the later run first, in its order."""
        earlier = {outcome.rule.id: outcome for outcome in self.before.outcomes}
        later = {outcome.rule.id: outcome for outcome in self.after.outcomes}
        return {rule_id: _change(rule_id, earlier.get(rule_id), later.get(rule_id)) for rule_id in {**later, **earlier}}

    @property
    def new(self) -> tuple[Change, ...]:
        """The failures that the earlier run did not have."""
        return tuple(change for change in self.changes.values() if change.is_new_failure)

    @property
    def fixed(self) -> tuple[Change, ...]:
        """What failed and does not fail any more."""
        return tuple(change for change in self.changes.values() if change.is_fixed)

    @property
    def known(self) -> tuple[Change, ...]:
        """The failures of both runs."""
        return tuple(change for change in self.changes.values() if change.is_known_failure)

    @property
    def lost(self) -> tuple[Change, ...]:
        """What was decided before and is not any more."""
        return tuple(change for change in self.changes.values() if change.is_lost)


def _change(rule_id: str, before: Outcome | None, after: Outcome | None) -> Change:
    worse = set(_failed_cases(after)) - set(_failed_cases(before)) if before is not None else set()
    return Change(
        rule_id=rule_id,
        before=before.verdict if before is not None else None,
        after=after.verdict if after is not None else None,
        worse_cases=tuple(sorted(worse)),
    )


def _failed_cases(outcome: Outcome | None) -> Iterator[str]:
    for result in outcome.results if outcome is not None else ():
        if result.verdict is Verdict.FAILED:
            yield result.case
