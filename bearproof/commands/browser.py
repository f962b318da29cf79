"""``bearproof browser``: find the browser that audits will use, or install one."""

from pathlib import Path
from typing import Annotated

import typer


def browser(
    *,
    browser_path: Annotated[Path | None, typer.Option(metavar="FILE", help="The browser's executable.")] = None,
    install: Annotated[bool, typer.Option("--install", help="Install Chromium where no browser is found.")] = False,
) -> int:
    """Say which browser audits will use, after starting it once."""
    from bearproof.browser_setup import provide_browser

    typer.echo(f"Browser: {provide_browser(path=browser_path, may_install=install)}")
    return 0
