"""What ``bearproof doctor`` tells: each control that held, and what could and could not be audited."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.audit import Order, opened
from fixtures.capability import Availability
from fixtures.redact import Vault
from fixtures.rule import Profile
from reports.inert import one_line

_STYLES = {Availability.AVAILABLE: "green", Availability.ABSENT: "dim", Availability.MISSING: "yellow"}


def examine(file: Path | None, profile: Profile | None) -> None:
    """Run the controls against the target and print what they found.

    Raises ``RunError`` at the first control that fails.
    """
    vault = Vault()
    with opened(Order(target_file=file, profile=profile), vault) as audit:
        console = Console(highlight=False)
        name = one_line(audit.target.target.name)
        console.print(Text(f"{name}, {audit.target.target.url}, profile {audit.profile}", style="bold"))
        table = Table.grid(padding=(0, 2))
        for control in audit.preflight.controls:
            table.add_row(Text("held", style="green"), control.name, Text(one_line(vault.masked(control.finding))))
        for status in audit.capabilities.values():
            words = f"{status.sentence} {status.enable}".strip()
            state = Text(status.availability, style=_STYLES[status.availability])
            table.add_row(state, status.capability, Text(words))
        console.print(table)
        console.print(f"An audit can begin; {audit.cost.requests} requests and {audit.cost.logins} logins were spent.")
