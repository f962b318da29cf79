"""``bearproof report``: an earlier run, written again; ``bearproof report diff``: two of them compared."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof.commands.options import BaselineOption, FailOnOption, HistoryOption, StrictOption

RunArgument = Annotated[Path, typer.Argument(help="A run.json or run.jsonl, or the report folder that holds one.")]


def show(
    path: RunArgument,
    *,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the HTML report there.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the JUnit XML there.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Print the HTML report there, as PDF.")] = None,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help="Write every report there.")] = None,
    strict: StrictOption = False,
    fail_on: FailOnOption = None,
    min_coverage: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="The share of applicable rules that must be judged.")
    ] = None,
    baseline: BaselineOption = None,
    history: HistoryOption = None,
) -> int:
    """Show an earlier run again, or write its reports.

    The exit code is that of the gate, on the terms of that run where no option says otherwise.
    """
    from bearproof.earlier_run import found_run
    from bearproof.endings import say
    from bearproof.gating import gating_of
    from bearproof.rendering import write_reports
    from bearproof.verdict_of_run import show_run

    run, warning = found_run(path)
    if warning:
        say(warning)
    asked = run.header.gate
    gating = gating_of(
        strict=strict or asked.strict,
        min_coverage=asked.min_coverage if min_coverage is None else min_coverage,
        fail_on=fail_on or asked.fail_on,
        baseline=baseline,
    )
    gate = gating.judge(run)
    trend = None
    if history:
        from bearproof.history import trend_of

        trend = trend_of(run, gate, place=history)
    written = write_reports(run, gate, html=html, junit=junit, pdf=pdf, folder=folder, trend=trend)
    return show_run(run, gating, reports=written, trend=trend)


def diff(
    old: Annotated[Path, typer.Argument(help="The earlier run: its run.json, or its report folder.")],
    new: Annotated[Path, typer.Argument(help="The later run.")],
) -> int:
    """Compare two runs: new failures, fixed ones, those that stayed, and what is no longer judged.

    Exit codes: 0 no new failure and nothing lost, 1 a new failure, 4 a run cannot be compared, 5 something is no
    longer judged.
    """
    from rich.console import Console

    from bearproof.earlier_run import complete_run
    from reports import difference
    from reports.comparison import Comparison

    comparison = Comparison(before=complete_run(old), after=complete_run(new))
    difference.show(comparison, Console())
    return int(difference.exit_code(comparison))
