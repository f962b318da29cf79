"""``bearproof doctor``: the controls of an audit alone."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof.commands.options import ProfileOption


def doctor(
    file: Annotated[
        Path | None, typer.Argument(help="The target file; without one, the bundled reference server is examined.")
    ] = None,
    profile: ProfileOption = None,
) -> int:
    """See whether an audit could begin: the target file, the target, its logins and its identity endpoint."""
    from bearproof.examination import examine

    examine(file, profile)
    return 0
