"""The history as the commands use it: opened before the audit, so that nobody waits for an error about it."""

import json

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.errors import ExitCode, RunError
from fixtures.verdict import Verdict
from reports.gate import Gate
from reports.history.database import History
from reports.history.error import HistoryError
from reports.history.place import Place
from reports.inert import one_line
from reports.model import Ending, Run
from reports.terminal_tables import STYLES
from reports.trend import PastRun, Trend

_COLUMNS = {
    Verdict.PASSED: "pass",
    Verdict.FAILED: "fail",
    Verdict.INCONCLUSIVE: "unclear",
    Verdict.UNTESTED: "untested",
}


def opened(place: str) -> History:
    """Open the history at ``place``, a file or a URL. Raises ``RunError`` (bad usage) where that fails."""
    try:
        return History(Place.of(place))
    except HistoryError as error:
        raise unusable(error) from error


def unusable(error: HistoryError) -> RunError:
    """Say for the command what ``reports`` says of a history that cannot be used."""
    return RunError(str(error), next_step=error.next_step, exit_code=ExitCode.USAGE)


def trend_of(run: Run, gate: Gate, *, place: str) -> Trend | None:
    """Return what the history at ``place`` says of audits before ``run``; None where ``run`` is of some rules only.

    Raises ``RunError`` (bad usage) where it cannot be read.
    """
    try:
        return None if run.header.is_partial else History(Place.of(place)).trend(run, gate)
    except HistoryError as error:
        raise unusable(error) from error


def show(runs: tuple[PastRun, ...], console: Console) -> None:
    """Print the runs, the newest first, in as many tables as there are targets and profiles."""
    if not runs:
        console.print("The history has no such audit.", markup=False)
    for target, profile in dict.fromkeys((run.target_name, run.profile) for run in runs):
        console.print(Text(f"{one_line(target, limit=200)}, {profile}", style="bold"))
        console.print(_table([run for run in runs if (run.target_name, run.profile) == (target, profile)]))


def as_json(runs: tuple[PastRun, ...]) -> str:
    """Return the runs as JSON, the newest first, with the verdict of every rule."""
    return json.dumps([_entry(run) for run in runs], indent=1, ensure_ascii=False) + "\n"


def _table(runs: list[PastRun]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("started (UTC)", no_wrap=True)
    for heading in (*_COLUMNS.values(), "judged", "exit"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    for run in runs:
        numbers = [_number(run.counts[verdict], verdict) for verdict in _COLUMNS]
        started = f"{run.started_at:%Y-%m-%d %H:%M}"
        table.add_row(started, *numbers, f"{run.judged}/{run.applicable}", str(run.exit_code), _remark(run))
    return table


def _number(count: int, verdict: Verdict) -> Text:
    return Text(str(count), style=STYLES[verdict]) if count else Text("·", style="dim")


def _remark(run: PastRun) -> str:
    ending = "" if run.ending is Ending.COMPLETE else str(run.ending)
    return ", ".join(part for part in (ending, "some rules only" if run.is_partial else "") if part)


def _entry(run: PastRun) -> dict[str, object]:
    return {
        "id": run.id, "target": run.target_name, "url": run.target_url, "profile": run.profile,
        "started_at": run.started_at.isoformat(), "ending": run.ending, "exit_code": run.exit_code,
        "is_partial": run.is_partial, "bearproof_version": run.bearproof_version, "judged": run.judged,
        "applicable": run.applicable, "verdicts": dict(run.verdicts),
    }  # fmt: skip
