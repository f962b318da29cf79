"""The gate: one exit code for a whole run, and the sentences that justify it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from fixtures.rule import Level, Severity
from fixtures.verdict import Verdict
from reports import wording
from reports.comparison import Comparison
from reports.model import Ending, GateTerms, Run
from reports.outcome import Outcome
from reports.waiver import WaiverState, complaint

_SEVERITIES = list(Severity)
_NAMED = 12


class ExitCode(IntEnum):
    """What the command hands to the shell."""

    CLEAN = 0
    """Every binding rule passed, is waived or does not apply, and enough was judged."""
    RULE_FAILED = 1
    """The target breaks a binding rule, or a waiver has expired, matches nothing, or is no longer needed."""
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


def judge_gate(run: Run, terms: GateTerms | None = None, *, baseline: Run | None = None) -> Gate:
    """Decide the exit code of ``run`` on ``terms``, those of its header unless given.

    MUST rules are binding; ``strict`` makes SHOULD rules binding too, and ``fail_on`` makes those SHOULD rules binding
    whose severity is at least that. MAY rules never fail the gate. Neither option ever excuses a MUST rule.

    With a ``baseline``, an earlier run, binding rules that fail as they did there, or could be decided in neither, do
    not close the gate; a binding rule that was decided there and is not any more closes it.
    """
    terms = terms or run.header.gate
    comparison = Comparison(before=baseline, after=run) if baseline is not None else None
    every = [outcome for outcome in run.outcomes if _is_binding(outcome, terms)]
    binding = [outcome for outcome in every if not outcome.is_waived and not _is_known(outcome, comparison)]
    found = [
        *_about_ending(run),
        *_about_errors(run),
        *_about_failures(binding),
        *_about_waivers(run),
        *_about_unjudged(run, binding),
        *_about_lost(every, comparison),
        *_about_coverage(run, terms.min_coverage),
    ]
    notes = (*_waived(run), *_known(comparison), *_warnings(run, every), *_limits(run, comparison))
    if not found:
        return Gate(code=ExitCode.CLEAN, reasons=(_clean(run, every), *notes))
    found.sort(key=lambda finding: _PRECEDENCE.index(finding[0]))
    return Gate(code=found[0][0], reasons=(*(sentence for _, sentence in found), *notes))


def _is_binding(outcome: Outcome, terms: GateTerms) -> bool:
    match outcome.rule.level:
        case Level.MUST:
            return True
        case Level.SHOULD:
            return terms.strict or _is_at_least(outcome.rule.severity, terms.fail_on)
        case Level.MAY:
            return False


def _is_at_least(severity: Severity, floor: Severity | None) -> bool:
    return floor is not None and _SEVERITIES.index(severity) <= _SEVERITIES.index(floor)


def _is_known(outcome: Outcome, comparison: Comparison | None) -> bool:
    if comparison is None:
        return False
    change = comparison.changes[outcome.rule.id]
    return change.is_known_failure or change.is_known_doubt


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


def _about_waivers(run: Run) -> Iterator[Finding]:
    # An incomplete run says nothing about what is needed.
    if run.footer.ending is not Ending.COMPLETE:
        return
    for waiver, state in run.waivers.items():
        sentence = complaint(waiver, state)
        if sentence is not None:
            yield ExitCode.RULE_FAILED, sentence


def _waived(run: Run) -> Iterator[str]:
    for waiver, state in run.waivers.items():
        if state is WaiverState.IN_FORCE:
            yield f"Waived: {waiver.about}, {run.verdicts[waiver.rule]}, {waiver.terms}"


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


def _about_lost(binding: list[Outcome], comparison: Comparison | None) -> Iterator[Finding]:
    if comparison is None:
        return
    named = {outcome.rule.id: outcome for outcome in binding if not outcome.is_waived}
    lost = [named[change.rule_id] for change in comparison.lost if change.rule_id in named]
    if lost:
        yield (
            ExitCode.TOO_LITTLE_JUDGED,
            f"Judged in the baseline and not any more: {_named(lost)}. Fixed or broken, this run does not say.",
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


def _known(comparison: Comparison | None) -> Iterator[str]:
    if comparison is not None and comparison.known:
        ids = [change.rule_id for change in comparison.known]
        yield f"Failed as in the baseline, and still to be fixed: {_listed(ids)}."
    if comparison is not None and comparison.fixed:
        yield f"Fixed since the baseline: {_listed([change.rule_id for change in comparison.fixed])}."


def _warnings(run: Run, binding: list[Outcome]) -> Iterator[str]:
    closing = {outcome.rule.id for outcome in binding}
    loose = [outcome for outcome in run.failures if outcome.rule.id not in closing and not outcome.is_waived]
    if loose:
        yield f"Failed without closing the gate, because not binding: {_named(loose)}."


def _limits(run: Run, comparison: Comparison | None) -> Iterator[str]:
    if run.header.is_partial:
        number = _counted(list(run.outcomes), "rule")
        yield f"Only {number} of the profile {run.header.profile} took part, as asked for."
    if comparison is not None and comparison.before.header.profile is not run.header.profile:
        yield (
            f"The baseline was held to another profile, {comparison.before.header.profile}: a rule can be judged by "
            "other bounds there."
        )


def _count(outcomes: list[Outcome], verdict: Verdict) -> int:
    return sum(outcome.verdict is verdict for outcome in outcomes)


def _counted(outcomes: list[Outcome], noun: str) -> str:
    return f"{len(outcomes)} {noun}{'s' if len(outcomes) != 1 else ''}"


def _named(outcomes: list[Outcome]) -> str:
    return _listed([outcome.rule.id for outcome in outcomes])


def _listed(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
