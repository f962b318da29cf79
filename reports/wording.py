"""Facts of a run as the sentences that every writer shares, so that no two reports say them differently."""

import math
from http.client import responses

from fixtures.verdict import Verdict
from reports.evidence import Exchange
from reports.inert import one_line
from reports.model import Run
from reports.outcome import Outcome
from reports.record import in_words

MEANINGS = {
    Verdict.FAILED: "The requirement was seen to be broken.",
    Verdict.ERROR: "Bearproof itself is at fault; nothing is known about the target.",
    Verdict.INCONCLUSIVE: "A control failed or the target misbehaved, so nothing can be said.",
    Verdict.UNTESTED: "Something that the rule needs was missing, or the run ended first.",
    Verdict.PASSED: "The requirement was seen to hold, controls included.",
    Verdict.INAPPLICABLE: "The target declares that it has no such thing.",
}
"""What each verdict means, the ones that need attention first."""


def coverage(run: Run) -> str:
    """Say how much was judged: it stands beside every count of passes."""
    if not run.applicable:
        return "No rule applies to this target, so nothing was judged"
    return f"{run.judged} of {run.applicable} applicable rules judged ({percent(run.coverage)})"


def asked(exchange: Exchange, *, limit: int = 300) -> str:
    """Say what was sent, on one line: ``POST https://app.example/login (log in as ada)``."""
    purpose = f" ({one_line(exchange.purpose, limit=limit)})" if exchange.purpose else ""
    return f"{one_line(exchange.method, limit=40)} {one_line(exchange.url, limit=limit)}{purpose}"


def answered(exchange: Exchange) -> str:
    """Say what came back, on one line: ``200 OK in 12 ms``."""
    if exchange.status is None:
        return f"no answer: {one_line(exchange.problem or 'the reason was not recorded')}"
    phrase = f" {responses[exchange.status]}" if exchange.status in responses else ""
    return f"{exchange.status}{phrase} in {in_words(exchange.elapsed)}"


def cost(run: Run) -> str:
    """Say what the run cost the target, and where the time went."""
    footer = run.footer
    spent = f"{_plural(footer.requests, 'request')} and {_plural(footer.logins, 'login')}"
    if footer.guesses:
        spent = f"{spent}, {footer.guesses} passwords tried on purpose besides,"
    spent = f"{spent} in "
    waited = f"{spent}{in_words(footer.duration_seconds)}: {in_words(footer.waited_seconds)} waiting for the target"
    if footer.waited_seconds > footer.duration_seconds:
        return f"{waited}, summed over parallel workers"
    return f"{waited}, {in_words(footer.duration_seconds - footer.waited_seconds)} in Bearproof"


def next_steps(outcome: Outcome) -> tuple[str, ...]:
    """Return what the reader can do about a rule that was not judged, each step once."""
    steps = (found.judgement.next_step for found in outcome.deciding)
    return tuple(dict.fromkeys(step for step in steps if step))


def percent(share: float) -> str:
    """Say a share in whole percent, never more than there is: only all of it reads as 100 %."""
    # The tenth digit is noise of binary fractions: 0.29 * 100 is 28.999999999999996.
    return f"{math.floor(round(100 * share, 9))} %"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
