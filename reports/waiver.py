"""Waivers: failures that the owner of the target has decided to live with until a date.

A waiver opens the gate and changes no verdict. One that has expired, that names nothing in the run, or that nothing
needs any more closes the gate with its own words, so that the list never rots.
"""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from fixtures.verdict import Verdict, worst
from reports.record import Record, Text

if TYPE_CHECKING:
    from reports.model import Result, Run

WAIVABLE = frozenset({Verdict.FAILED, Verdict.INCONCLUSIVE})
"""The verdicts that a waiver can cover. ``error`` is our own fault, and ``untested`` is what coverage is for."""


class Waiver(Record):
    """One rule, or one case of it, that may stay unfulfilled until a date."""

    rule: Text
    """Id of the rule."""
    reason: Text
    """Why it is accepted."""
    owner: Text
    """Who answers for it."""
    expires: date
    """The last day on which it holds."""
    case: Text = ""
    """The case of the rule that it covers; all of them where it is empty."""

    def covers(self, result: "Result") -> bool:
        """Whether it speaks of this result."""
        return result.rule_id == self.rule and self.case in ("", result.case)

    @property
    def about(self) -> str:
        """What it covers, for a sentence: the rule, with the case in brackets where it names one."""
        return f"{self.rule} [{self.case}]" if self.case else self.rule

    @property
    def terms(self) -> str:
        """Until when it holds, who answers for it and why, for a sentence."""
        return f"until {self.expires:%Y-%m-%d}, {self.owner}: {self.reason}"


class WaiverState(StrEnum):
    """What became of a waiver in one run."""

    IN_FORCE = "in force"
    """It covers a failure or an undecided rule of this run."""
    EXPIRED = "expired"
    """Its last day was before the run."""
    UNMATCHED = "unmatched"
    """The run has no such rule or case."""
    NOT_NEEDED = "no longer needed"
    """What it covers passed, or does not apply."""
    IDLE = "idle"
    """What it covers had no verdict that says whether it is needed, or was left out of this run on purpose."""


_FAULTS = {
    WaiverState.EXPIRED: "expired on {expires:%Y-%m-%d}: fix it, or decide anew and change the date",
    WaiverState.UNMATCHED: "covers nothing in this run: correct its rule and case, or remove it",
    WaiverState.NOT_NEEDED: "is no longer needed, for what it covers did not fail: remove it",
}


def state_of(waiver: Waiver, run: "Run") -> WaiverState:
    """Say what became of ``waiver`` in ``run``. It expires by the date on which the run began."""
    if waiver.rule not in run.verdicts:
        return WaiverState.IDLE if run.header.is_partial else WaiverState.UNMATCHED
    if run.header.started_at.date() > waiver.expires:
        return WaiverState.EXPIRED
    results = [result for result in run.results if result.rule_id == waiver.rule]
    covered = [result.verdict for result in results if waiver.covers(result)]
    if not covered:
        return WaiverState.UNMATCHED if results else WaiverState.IDLE
    found = worst(covered)
    if found in WAIVABLE:
        return WaiverState.IN_FORCE
    return WaiverState.NOT_NEEDED if found in (Verdict.PASSED, Verdict.INAPPLICABLE) else WaiverState.IDLE


def complaint(waiver: Waiver, state: WaiverState) -> str | None:
    """Return what is wrong with a waiver in that state as a sentence, or None where nothing is."""
    fault = _FAULTS.get(state)
    return f"The waiver of {waiver.about} {fault.format(expires=waiver.expires)}." if fault else None
