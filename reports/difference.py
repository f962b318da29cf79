"""Two runs compared, for a terminal or a log."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.verdict import Verdict
from reports.comparison import Change, Comparison
from reports.gate import ExitCode
from reports.inert import one_line
from reports.model import Run
from reports.terminal_tables import STYLES


def show(comparison: Comparison, console: Console) -> None:
    """Print what changed between the two runs: the changes that need attention first."""
    before, after = comparison.before.header, comparison.after.header
    console.print(Text(f"Earlier: {_named(comparison.before)}"))
    console.print(Text(f"Later:   {_named(comparison.after)}"))
    if before.profile is not after.profile:
        console.print(Text(f"They were held to different profiles, {before.profile} and {after.profile}.", "yellow"))
    if before.target_url != after.target_url:
        console.print(Text("They audited different addresses; a difference may be one of the deployments.", "yellow"))
    for heading, changes in (
        ("New failures", comparison.new),
        ("No longer judged", comparison.lost),
        ("Fixed", comparison.fixed),
        ("Failed before and still", comparison.known),
    ):
        if changes:
            console.print()
            console.print(_table(heading, changes))
    if not (comparison.new or comparison.lost or comparison.fixed or comparison.known):
        console.print(Text("\nNeither run has a failure, and nothing that was judged is out of sight."))


def exit_code(comparison: Comparison) -> ExitCode:
    """Return 1 where something fails that did not, else 5 where something is no longer judged, else 0."""
    if comparison.new:
        return ExitCode.RULE_FAILED
    return ExitCode.TOO_LITTLE_JUDGED if comparison.lost else ExitCode.CLEAN


def _table(heading: str, changes: tuple[Change, ...]) -> Table:
    table = Table(title=f"{heading} ({len(changes)})", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("rule", overflow="fold")
    table.add_column("before", no_wrap=True)
    table.add_column("now", no_wrap=True)
    table.add_column("new cases", overflow="fold")
    for change in sorted(changes, key=lambda one: one.rule_id):
        cases = ", ".join(one_line(case, limit=60) for case in change.worse_cases if case)
        table.add_row(Text(one_line(change.rule_id)), _word(change.before), _word(change.after), Text(cases))
    return table


def _word(verdict: Verdict | None) -> Text:
    return Text("not selected", style="dim") if verdict is None else Text(verdict, style=STYLES[verdict])


def _named(run: Run) -> str:
    header = run.header
    return f"{one_line(header.target_name, limit=60)}, {header.profile}, {header.started_at:%Y-%m-%d %H:%M}"
