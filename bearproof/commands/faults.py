"""``bearproof faults``: the deliberate defects to try the suites on."""

from typing import Annotated

import typer


def faults(*, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """List the deliberate defects of the bundled reference server."""
    from dataclasses import asdict
    from json import dumps

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from bearproof.reference_faults import known_faults, rules_broken

    known = known_faults()
    if json:
        rows = [{**asdict(fault), "breaks_in": rules_broken(fault)} for fault in known]
        typer.echo(dumps(rows, indent=2, ensure_ascii=False))
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("fault", overflow="fold")
    table.add_column("profiles")
    table.add_column("breaks", overflow="fold")
    table.add_column("story", ratio=1)
    for fault in known:
        told = rules_broken(fault)
        homes = {rule: [profile for profile, rules in told.items() if rule in rules] for rule in fault.breaks}
        # A rule that not every profile of the fault has is told with those that do.
        broken = [
            rule if len(where) == len(fault.profiles) else f"{rule} ({', '.join(where)})"
            for rule, where in homes.items()
        ]
        table.add_row(Text(fault.name), Text("\n".join(fault.profiles)), Text("\n".join(broken)), Text(fault.story))
    console = Console()
    console.print(table)
    console.print("See one at work with `bearproof demo --fault NAME`.", highlight=False)
    return 0
