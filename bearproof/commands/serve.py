"""``bearproof serve``: the bundled reference server, for people."""

from typing import Annotated

import typer

from bearproof.commands.options import FaultOption
from fixtures.rule import Profile


def serve(
    profile: Annotated[Profile | None, typer.Option(help="The style of the server.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 lets the system choose.")] = 0,
    fault: FaultOption = None,
) -> int:
    """Run the bundled reference server until Ctrl-C, with two users to log in as."""
    from bearproof.reference_faults import profile_with
    from bearproof.serving import serve_until_stopped

    faults = tuple(fault or ())
    return serve_until_stopped(profile=profile_with(faults, asked=profile), port=port, faults=faults)
