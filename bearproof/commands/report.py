"""``bearproof report``: an earlier run, written again."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof import defaults
from bearproof.commands.options import MinCoverageOption, StrictOption
from fixtures.rule import Severity


def report(
    path: Annotated[Path, typer.Argument(help="A run.json or run.jsonl, or the report folder that holds one.")],
    *,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the HTML report there.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the JUnit XML there.")] = None,
    strict: StrictOption = False,
    fail_on: Annotated[
        Severity | None, typer.Option(help="Let SHOULD rules of at least this severity fail the gate too.")
    ] = None,
    min_coverage: MinCoverageOption = defaults.MIN_COVERAGE,
) -> int:
    """Show an earlier run again, or write its reports. The exit code is that of the gate."""
    from bearproof.endings import say
    from bearproof.rendering import found_run, write_reports
    from bearproof.strictness import Strictness
    from bearproof.verdict_of_run import show_run

    run, warning = found_run(path)
    if warning:
        say(warning)
    strictness = Strictness(strict=strict, min_coverage=min_coverage, fail_on=fail_on)
    written = write_reports(run, strictness.judge(run), html=html, junit=junit)
    return show_run(run, strictness, reports=written)
