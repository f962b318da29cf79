"""Earlier audits of the same target under the same profile: what has changed since, and for how long a rule fails."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reports.model import Ending, Run

_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """One audit as the history keeps it: who, when, the answer of the gate, and a verdict for each rule."""

    id: str
    target_name: str
    target_url: str
    profile: Profile
    started_at: datetime
    ending: Ending
    exit_code: int
    is_partial: bool
    bearproof_version: str
    verdicts: Mapping[str, Verdict]

    @classmethod
    def of(cls, run: Run, *, identity: str, exit_code: int) -> "PastRun":
        """Take from ``run`` what a history keeps of it."""
        header = run.header
        return cls(
            id=identity, target_name=header.target_name, target_url=header.target_url, profile=header.profile,
            started_at=header.started_at, ending=run.footer.ending, exit_code=exit_code, is_partial=header.is_partial,
            bearproof_version=header.bearproof_version, verdicts=run.verdicts,
        )  # fmt: skip

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of its rules by verdict."""
        return Counter(self.verdicts.values())

    @property
    def judged(self) -> int:
        """The number of its rules that were decided either way."""
        return sum(count for verdict, count in self.counts.items() if verdict.is_judged)

    @property
    def applicable(self) -> int:
        """The number of its rules that the target did not declare itself free of."""
        return len(self.verdicts) - self.counts[Verdict.INAPPLICABLE]


@dataclass(frozen=True, kw_only=True)
class Trend:
    """The present run behind the earlier ones, oldest first; those that did not come to their end are among them."""

    earlier: tuple[PastRun, ...]
    present: PastRun
    further: int = 0
    """How many still earlier runs the history has."""

    @property
    def runs(self) -> tuple[PastRun, ...]:
        """Every run, oldest first, the present one last."""
        return (*self.earlier, self.present)

    @cached_property
    def last(self) -> PastRun | None:
        """The last earlier run that came to its end: the one to compare with."""
        return next((run for run in reversed(self.earlier) if run.ending is Ending.COMPLETE), None)

    @cached_property
    def new(self) -> tuple[str, ...]:
        """The rules that fail and did not fail in the last run."""
        return self._where(lambda before, now: now is Verdict.FAILED is not before)

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """The rules that failed in the last run and now were seen to hold, or declared not to apply."""
        return self._where(
            lambda before, now: before is Verdict.FAILED and now in (Verdict.PASSED, Verdict.INAPPLICABLE)
        )

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """The rules that the last run decided and this one does not, whether it selected them or not."""
        return self._where(
            lambda before, now: (
                before is not None
                and before.is_judged
                and now is not Verdict.INAPPLICABLE
                and not (now is not None and now.is_judged)
            )
        )

    def failing_since(self, rule_id: str) -> datetime | None:
        """Return when the rule was first seen to fail in a row that goes on until now; None where it does not fail.

        Runs that did not decide the rule break no row. The row may be older than what the history has.
        """
        if self.present.verdicts.get(rule_id) is not Verdict.FAILED:
            return None
        first = self.present
        for run in reversed(self.earlier):
            verdict = run.verdicts.get(rule_id)
            if verdict is Verdict.FAILED:
                first = run
            elif verdict is not None and (verdict.is_judged or verdict is Verdict.INAPPLICABLE):
                break
        return first.started_at

    @property
    def sentence(self) -> str:
        """What a reader wants to know first, on one line."""
        number = len(self.runs) + self.further
        if self.last is None:
            return f"Audit {number} of this target under {self.present.profile}: none before it came to its end."
        changes = [
            f"{len(ids)} {word}{self._listed(ids)}"
            for ids, word in (
                (self.new, f"new failure{'' if len(self.new) == 1 else 's'}"),
                (self.fixed, "fixed"),
                (self.lost, "no longer judged"),
            )
            if ids
        ]
        what = "; ".join(changes) or "nothing has changed"
        return (
            f"Audit {number} of this target under {self.present.profile}. Since {said(self.last.started_at)}: {what}."
        )

    @staticmethod
    def _listed(ids: Sequence[str]) -> str:
        more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
        return f" ({', '.join(ids[:_NAMED])}{more})"

    def _where(self, is_wanted: Callable[[Verdict | None, Verdict | None], bool]) -> tuple[str, ...]:
        if self.last is None:
            return ()
        before, now = self.last.verdicts, self.present.verdicts
        return tuple(rule_id for rule_id in {**now, **before} if is_wanted(before.get(rule_id), now.get(rule_id)))


def said(moment: datetime) -> str:
    """Say when: day and minute in UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
