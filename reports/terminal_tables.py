"""The table by suite of the terminal summary: one row a suite, one column a verdict."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from fixtures.verdict import Verdict
from reports.inert import one_line
from reports.model import Run
from reports.tally import by_suite

STYLES = {
    Verdict.FAILED: "bold red",
    Verdict.ERROR: "bold magenta",
    Verdict.INCONCLUSIVE: "bold yellow",
    Verdict.UNTESTED: "cyan",
    Verdict.PASSED: "green",
    Verdict.INAPPLICABLE: "dim",
}
"""The colour of each verdict; no meaning hangs on colour alone."""

_HEADINGS = {
    Verdict.PASSED: "pass",
    Verdict.FAILED: "fail",
    Verdict.INCONCLUSIVE: "unclear",
    Verdict.ERROR: "error",
    Verdict.UNTESTED: "untested",
    Verdict.INAPPLICABLE: "n/a",
}


def suite_table(run: Run) -> Table:
    """Build the table: a dot is none, and the last column says how many of the applicable rules were judged."""
    table = Table(box=SIMPLE_HEAD, show_footer=True, padding=(0, 1), pad_edge=False)
    table.add_column("Suite", footer="all", overflow="fold")
    for verdict, heading in _HEADINGS.items():
        table.add_column(heading, footer=_number(run.counts[verdict], verdict), justify="right", no_wrap=True)
    table.add_column("judged", footer=_judged(run.judged, of=run.applicable), justify="right", no_wrap=True)
    for tally in by_suite(run):
        numbers = [_number(tally.counts[verdict], verdict) for verdict in _HEADINGS]
        judged = _judged(tally.judged, of=tally.applicable)
        table.add_row(Text(one_line(tally.name, limit=40)), *numbers, judged)
    return table


def _number(count: int, verdict: Verdict) -> Text:
    return Text(str(count), style=STYLES[verdict]) if count else Text("·", style="dim")


def _judged(judged: int, *, of: int) -> Text:
    return Text(f"{judged}/{of}", style="" if judged == of else "bold yellow")
