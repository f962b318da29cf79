"""What ``bearproof doctor`` tells: every control, whether it held, what it is good for and what to do about it."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.audit import Audit, Order, reached
from fixtures.browser.browser import Browser
from fixtures.browser.finder import Engine
from fixtures.browser.fixtures import new_browser
from fixtures.capability import Availability
from fixtures.controls import Finding, State, try_every_control
from fixtures.errors import ExitCode, RunError
from fixtures.redact import Vault
from reports.inert import one_line

_STYLES = {State.HELD: "green", State.FAILED: "bold red", State.LEFT_OUT: "yellow", State.NOT_TRIED: "dim"}
_NAME_WIDTH, _STATE_WIDTH = 18, 9


def examine(order: Order, *, browser_path: Path | None = None) -> None:
    """Run the controls against the target and print each as it comes.

    Raises ``RunError``: that of preflight where an audit could not begin, else one that names the parts of the target
    file that do not work.
    """
    vault, console = Vault(), Console(highlight=False)
    failed: list[str] = []

    def tell(finding: Finding) -> None:
        if finding.state is State.FAILED:
            failed.append(finding.name)
        console.print(_shown(finding, vault))

    def start_browser(audit: Audit) -> Browser:
        return new_browser(audit, engine=Engine.CHROMIUM, path=browser_path)

    with reached(order, vault) as there:
        name = one_line(there.target.target.name)
        console.print(Text(f"{name}, {there.target.target.url}, profile {there.profile}", style="bold"))
        if there.program is not None:
            started = Finding(name="start", state=State.HELD, finding="the command of [start] is up and ready")
            console.print(_shown(started, vault))
        audit, error = try_every_control(there, tell=tell, new_browser=start_browser if order.allow_browser else None)
        cost = there.deployment.wire.cost
        console.print(f"\n{cost.requests} requests and {cost.logins} logins were spent.")
    if error is not None:
        raise error
    if audit is not None:
        console.print(_others(audit))
    if failed:
        raise RunError(
            f"An audit could begin, but {len(failed)} of the controls did not hold: {', '.join(failed)}. The rules that"
            " need them would be inconclusive.",
            next_step="Do what stands beside them, and run the doctor again.",
            exit_code=ExitCode.NOT_JUDGED,
        )
    console.print("An audit can begin.")


def _shown(finding: Finding, vault: Vault) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=_STATE_WIDTH, no_wrap=True)
    table.add_column(width=_NAME_WIDTH, no_wrap=True)
    table.add_column(ratio=1)
    text = Text(one_line(vault.masked(finding.finding)))
    if finding.meaning:
        text.append(f"\n{finding.meaning}", style="dim")
    if finding.next_step:
        text.append(f"\nNext: {one_line(vault.masked(finding.next_step))}")
    table.add_row(Text(finding.state, style=_STYLES[finding.state]), finding.name, text)
    return table


def _others(audit: Audit) -> Table:
    """Return what else some rules need and the target file does not describe."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=_STATE_WIDTH, no_wrap=True)
    table.add_column(width=_NAME_WIDTH, no_wrap=True)
    table.add_column(ratio=1)
    for status in audit.capabilities.values():
        if status.availability is not Availability.AVAILABLE:
            words = f"{status.sentence} {status.enable}".strip()
            table.add_row(Text(status.availability, style="yellow"), status.capability, Text(words))
    return table
