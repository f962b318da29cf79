"""The gate: one exit code for a whole run, and the sentences that justify it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from fixtures.rule import Level, Severity
from fixtures.verdict import Verdict
from reports import wording
from reports.model import Ending, Run
from reports.outcome import Outcome

_SEVERITIES = list(Severity)
_NAMED = 12
DEFAULT_COVERAGE = 0.75
"""The floor under coverage: below it, too little was judged for any answer."""


class ExitCode(IntEnum):
    """What the command hands to the shell."""

    CLEAN = 0
    """Every binding rule passed or does not apply, and enough was judged."""
    RULE_FAILED = 1
    """The target breaks a binding rule."""
    INTERRUPTED = 2
    """The run was stopped midway."""
    INTERNAL_ERROR = 3
    """Bearproof itself is at fault."""
    USAGE = 4
    """The command line or the target file is wrong; never the outcome of a run."""
    TOO_LITTLE_JUDGED = 5
    """The target could not be judged, or not enough of it."""


_PRECEDENCE = (ExitCode.INTERRUPTED, ExitCode.INTERNAL_ERROR, ExitCode.RULE_FAILED, ExitCode.TOO_LITTLE_JUDGED)
Finding = tuple[ExitCode, str]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The exit code of a run with its reasons, the deciding ones first; a clean run has a reason as well."""

    code: ExitCode
    reasons: tuple[str, ...]


def judge_gate(
    run: Run, *, strict: bool = False, min_coverage: float = DEFAULT_COVERAGE, fail_on: Severity | None = None
) -> Gate:
    """Decide the exit code of ``run``.

    MUST rules are binding; ``strict`` makes SHOULD rules binding too, and ``fail_on`` makes those SHOULD rules binding
    whose severity is at least that. MAY rules never fail the gate. Neither option ever excuses a MUST rule.
    ``min_coverage`` is a share from 0 to 1. Raises ``ValueError`` when it is not.
    """
    if not (math.isfinite(min_coverage) and 0 <= min_coverage <= 1):
        raise ValueError(f"min_coverage is a share from 0 to 1, such as 0.75, and not {min_coverage}")
    binding = [outcome for outcome in run.outcomes if _is_binding(outcome, strict=strict, fail_on=fail_on)]
    found = [
        *_about_ending(run),
        *_about_errors(run),
        *_about_failures(binding),
        *_about_unjudged(run, binding),
        *_about_coverage(run, min_coverage),
    ]
    if not found:
        return Gate(code=ExitCode.CLEAN, reasons=(_clean(run, binding), *_warnings(run)))
    found.sort(key=lambda finding: _PRECEDENCE.index(finding[0]))
    return Gate(code=found[0][0], reasons=tuple(sentence for _, sentence in found))


def _is_binding(outcome: Outcome, *, strict: bool, fail_on: Severity | None) -> bool:
    match outcome.rule.level:
        case Level.MUST:
            return True
        case Level.SHOULD:
            at_least = fail_on is not None and _SEVERITIES.index(outcome.rule.severity) <= _SEVERITIES.index(fail_on)
            return strict or at_least
        case Level.MAY:
            return False


def _about_ending(run: Run) -> Iterator[Finding]:
    message = f" {run.footer.message}" if run.footer.message else ""
    match run.footer.ending:
        case Ending.INTERRUPTED:
            yield ExitCode.INTERRUPTED, f"The run was interrupted before it could finish.{message}"
        case Ending.INTERNAL_ERROR:
            yield ExitCode.INTERNAL_ERROR, f"Bearproof itself broke down.{message}"
        case Ending.NOT_STARTED:
            yield ExitCode.TOO_LITTLE_JUDGED, f"No rule had its turn.{message}"
        case Ending.COMPLETE:
            lost = [outcome for outcome in run.outcomes if not outcome.has_run]
            if lost:
                yield (
                    ExitCode.TOO_LITTLE_JUDGED,
                    f"The run is called complete, yet {_named(lost)} left no result. Run the audit again.",
                )


def _about_errors(run: Run) -> Iterator[Finding]:
    broken = [outcome for outcome in run.outcomes if outcome.verdict is Verdict.ERROR]
    if broken:
        yield ExitCode.INTERNAL_ERROR, f"Bearproof itself went wrong in {_named(broken)}."


def _about_failures(binding: list[Outcome]) -> Iterator[Finding]:
    for level in Level:
        failed = sorted(
            (outcome for outcome in binding if outcome.verdict is Verdict.FAILED and outcome.rule.level is level),
            key=lambda outcome: outcome.rank,
        )
        if failed:
            yield ExitCode.RULE_FAILED, f"The target breaks {_counted(failed, f'{level} rule')}: {_named(failed)}."


def _about_unjudged(run: Run, binding: list[Outcome]) -> Iterator[Finding]:
    unclear = [outcome for outcome in binding if outcome.verdict is Verdict.INCONCLUSIVE]
    if unclear:
        yield (
            ExitCode.TOO_LITTLE_JUDGED,
            f"{_counted(unclear, 'binding rule')} could not be decided: {_named(unclear)}.",
        )
    if not run.judged:
        yield (
            ExitCode.TOO_LITTLE_JUDGED,
            f"Not one of {len(run.outcomes)} selected rules was judged, so nothing is known about the target.",
        )


def _about_coverage(run: Run, min_coverage: float) -> Iterator[Finding]:
    if run.judged and run.coverage < min_coverage:
        floor = f"{100 * min_coverage:g} %"
        yield ExitCode.TOO_LITTLE_JUDGED, f"Too little was judged: {wording.coverage(run)}, the floor is {floor}."


def _clean(run: Run, binding: list[Outcome]) -> str:
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in binding)
    rest = [f"{_count(binding, verdict)} {verdict}" for verdict in Verdict if verdict is not Verdict.PASSED]
    others = ", ".join(part for part in rest if not part.startswith("0 "))
    return (
        f"{passed} of {len(binding)} binding rules passed{f' ({others})' if others else ''}; {wording.coverage(run)}."
    )


def _warnings(run: Run) -> Iterator[str]:
    if run.failures:
        yield f"Failed without closing the gate, because not binding: {_named(list(run.failures))}."


def _count(outcomes: list[Outcome], verdict: Verdict) -> int:
    return sum(outcome.verdict is verdict for outcome in outcomes)


def _counted(outcomes: list[Outcome], noun: str) -> str:
    return f"{len(outcomes)} {noun}{'s' if len(outcomes) != 1 else ''}"


def _named(outcomes: list[Outcome]) -> str:
    ids = [outcome.rule.id for outcome in outcomes]
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
