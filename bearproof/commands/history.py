"""``bearproof history``: the audits that were kept in a database."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof.commands.options import HISTORY_VARIABLE, ProfileOption


def history(
    place: Annotated[
        str, typer.Argument(envvar=HISTORY_VARIABLE, help="A SQLite file, or the URL of a PostgreSQL database.")
    ],
    *,
    target: Annotated[str, typer.Option(metavar="NAME", help="Only audits of the target with this name.")] = "",
    profile: ProfileOption = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="At most so many, the newest first.")] = 20,
    add: Annotated[
        list[Path] | None,
        typer.Option(metavar="RUN", help="Keep this run.json, or the one in this report folder, first (repeatable)."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, with the verdict of every rule.")] = False,
) -> int:
    """List the audits of a history, the newest first."""
    from rich.console import Console

    from bearproof.earlier_run import found_run
    from bearproof.history import as_json, opened, show, unusable
    from reports.gate import judge_gate
    from reports.history.error import HistoryError

    kept = opened(place)
    try:
        for path in add or ():
            run, _warning = found_run(path)
            kept.add(run, judge_gate(run))
        runs = kept.runs(target=target, profile=profile, limit=limit)
    except HistoryError as error:
        raise unusable(error) from error
    if json:
        typer.echo(as_json(runs), nl=False)
    else:
        show(runs, Console())
    return 0
