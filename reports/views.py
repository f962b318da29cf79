"""The rules of a run gathered from other sides: by suite, by severity, by guide statement, by ASVS chapter, by RFC."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from fixtures.rule import Severity
from fixtures.verdict import Verdict
from reports.model import Run
from reports.outcome import Outcome
from reports.references import CHAPTERS

_ASVS = re.compile(r"v5\.0\.0-(\d+)\.\d+")
_RFC = re.compile(r"RFC \d+")
_NUMBER = re.compile(r"\d+")
_WORST_FIRST = (
    Verdict.FAILED, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.UNTESTED, Verdict.PASSED, Verdict.INAPPLICABLE,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rules that have one thing in common, those that need attention first."""

    name: str
    outcomes: tuple[Outcome, ...]
    text: str = ""
    """What the name stands for, where that is more than it says."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One side to see the run from."""

    title: str
    groups: tuple[Group, ...]


def views_of(run: Run) -> tuple[View, ...]:
    """Return the views that have anything to show. A rule stands in every group that it belongs to."""
    every = (
        View(title="By suite, rule by rule", groups=_grouped(run, _suite, key=lambda _name: [])),
        View(title="By severity", groups=_grouped(run, _severity, key=_harm)),
        View(title="By statement of the guides", groups=_explained(run, _grouped(run, _statements, key=_numbers))),
        View(title="By chapter of ASVS 5.0", groups=_grouped(run, _chapters, key=_numbers)),
        View(title="By RFC", groups=_grouped(run, _rfcs, key=_numbers)),
    )
    return tuple(view for view in every if view.groups)


def _grouped(
    run: Run, names: Callable[[Outcome], Iterable[str]], *, key: Callable[[str], list[int]]
) -> tuple[Group, ...]:
    found: dict[str, list[Outcome]] = {}
    for outcome in sorted(run.outcomes, key=lambda one: (_WORST_FIRST.index(one.verdict), one.rule.id)):
        for name in dict.fromkeys(names(outcome)):
            found.setdefault(name, []).append(outcome)
    ordered = sorted(found, key=lambda name: (key(name), name))
    return tuple(Group(name=name, outcomes=tuple(found[name])) for name in ordered)


def _explained(run: Run, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(replace(group, text=run.header.statements.get(group.name, "")) for group in groups)


def _harm(severity: str) -> list[int]:
    return [list(Severity).index(Severity(severity))]


def _suite(outcome: Outcome) -> Iterable[str]:
    return (outcome.rule.suite,)


def _severity(outcome: Outcome) -> Iterable[str]:
    return (outcome.rule.severity,)


def _statements(outcome: Outcome) -> Iterable[str]:
    return outcome.rule.statements


def _chapters(outcome: Outcome) -> Iterable[str]:
    numbers = (int(number) for ref in outcome.rule.refs for number in _ASVS.findall(ref))
    return (f"V{number} {CHAPTERS.get(number, '')}".strip() for number in numbers)


def _rfcs(outcome: Outcome) -> Iterable[str]:
    return (name for ref in outcome.rule.refs for name in _RFC.findall(ref))


def _numbers(name: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(name)]
