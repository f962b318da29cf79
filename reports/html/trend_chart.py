"""The trend as a chart: one column for each audit, one part of it for each verdict."""

from dataclasses import dataclass

from fixtures.verdict import Verdict
from reports.trend import PastRun, Trend, said

HEIGHT = 100
"""The tallest column, in units of the picture."""
STEP = 10
"""From one column to the next."""

_UPWARDS = (
    Verdict.FAILED, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.UNTESTED, Verdict.PASSED, Verdict.INAPPLICABLE,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Part:
    """One verdict's part of a column, from the upper edge of the picture downwards."""

    verdict: Verdict
    top: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Column:
    """One audit."""

    left: int
    parts: tuple[Part, ...]
    label: str
    run: PastRun


def columns(trend: Trend) -> tuple[Column, ...]:
    """Return the columns, oldest first; all are drawn to the scale of the audit with the most rules."""
    most = max(len(run.verdicts) for run in trend.runs) or 1
    return tuple(_column(run, place, most) for place, run in enumerate(trend.runs))


def _column(run: PastRun, place: int, most: int) -> Column:
    parts: list[Part] = []
    bottom = float(HEIGHT)
    for verdict in _UPWARDS:
        height = HEIGHT * run.counts[verdict] / most
        if height:
            parts.append(Part(verdict=verdict, top=round(bottom - height, 2), height=round(height, 2)))
        bottom -= height
    counted = ", ".join(f"{run.counts[verdict]} {verdict}" for verdict in _UPWARDS if run.counts[verdict])
    label = f"{said(run.started_at)}: {counted or 'no rules'}"
    return Column(left=place * STEP, parts=tuple(parts), label=label, run=run)
