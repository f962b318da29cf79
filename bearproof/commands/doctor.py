"""``bearproof doctor``: the controls of an audit alone."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof.commands.options import NoBrowserOption, ProfileOption, SafeOption


def doctor(
    file: Annotated[
        Path | None, typer.Argument(help="The target file; without one, the bundled reference server is examined.")
    ] = None,
    *,
    profile: ProfileOption = None,
    no_browser: NoBrowserOption = False,
    browser_path: Annotated[Path | None, typer.Option(metavar="FILE", help="The browser's executable.")] = None,
    safe: SafeOption = False,
) -> int:
    """See what an audit could judge: the target, its logins, refresh and logout, the page in a browser, and the clock.

    Exit codes: 0 everything that the target file describes works, 4 bad usage or target file, 5 something does not.
    """
    from bearproof.browser_setup import require_executable
    from bearproof.examination import examine
    from fixtures.audit import Order

    if browser_path is not None:
        require_executable(browser_path)
    order = Order(target_file=file, profile=profile, allow_browser=not no_browser, is_safe=safe)
    examine(order, browser_path=browser_path)
    return 0
