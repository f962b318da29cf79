"""``bearproof serve``: the bundled reference server, for people."""

from typing import Annotated

import typer

from bearproof.commands.options import FaultOption
from fixtures.rule import Profile


def serve(
    profile: Annotated[Profile, typer.Option(help="The style of the server.")] = Profile.GUIDE_2019,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 lets the system choose.")] = 0,
    fault: FaultOption = None,
) -> int:
    """Run the bundled reference server until Ctrl-C, with two users to log in as."""
    from bearproof.reference_faults import require_known
    from bearproof.serving import serve_until_stopped

    faults = tuple(fault or ())
    require_known(faults)
    return serve_until_stopped(profile=profile, port=port, faults=faults)
