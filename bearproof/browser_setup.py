"""The browser that audits use: found, or installed where that is possible."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bearproof.endings import say
from fixtures.browser.browser import probe
from fixtures.browser.finder import BrowserChoice, Engine, MissingBrowserError


def require_executable(path: Path) -> None:
    """Raise ``MissingBrowserError`` (bad usage) where the user names a browser that is not there."""
    if not os.access(path, os.X_OK) or path.is_dir():
        raise MissingBrowserError(BrowserChoice(path=path), (f"the browser at {path}: there is no such program",))


def provide_browser(*, path: Path | None, may_install: bool) -> str:
    """Start a browser once and return what it is; with ``may_install``, install Chromium where there is none.

    Playwright's own is tried first, then the system's package where this process may install one. Raises
    ``MissingBrowserError`` where all of that fails; a browser that the user named is never replaced by another.
    """
    choice = BrowserChoice.of(os.environ, engine=Engine.CHROMIUM, path=path)
    try:
        return probe(choice)
    except MissingBrowserError:
        if not may_install or choice.path is not None:
            raise
    for what, commands in _ways():
        say(f"No browser here; trying to install {what} ...")
        if all(_succeeds(command) for command in commands):
            # Installed is not yet started: a library may be missing, which the next way brings along.
            with suppress(MissingBrowserError):
                return probe(choice)
    return probe(choice)


def _ways() -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    yield "Playwright's Chromium", [[sys.executable, "-m", "playwright", "install", "chromium"]]
    apt_get = shutil.which("apt-get")
    if apt_get is not None and os.geteuid() == 0:
        packages = [apt_get, "install", "--yes", "--quiet=2", "--no-install-recommends", "chromium"]
        yield "the system's package chromium", [[apt_get, "update", "--quiet=2"], packages]


def _succeeds(command: Sequence[str]) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(  # noqa: S603  commands of our own, no shell
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).splitlines()
        reason = next((line for line in said if "rror" in line), said[-1] if said else "it gave no reason")
        say(f"That did not work: {reason.strip()[:300]}")
    return done.returncode == 0
