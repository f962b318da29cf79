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

    from bearproof.reference_faults import known_faults

    known = known_faults()
    if json:
        typer.echo(dumps([asdict(fault) for fault in known], indent=2, ensure_ascii=False))
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("fault", overflow="fold")
    table.add_column("breaks", overflow="fold")
    table.add_column("story", ratio=1)
    for fault in known:
        table.add_row(Text(fault.name), Text("\n".join(fault.breaks)), Text(fault.story))
    console = Console()
    console.print(table)
    console.print("See one at work with `bearproof demo --fault NAME`.", highlight=False)
    return 0
