"""What the long proofs share: a part of the work by number, and the browser that costs least."""

import argparse
import os
import shutil

_BROWSER = "BEARPROOF_BROWSER_PATH"


def share_of(text: str) -> tuple[int, int]:
    """Return the numbers of ``I/N``. Raises ``ArgumentTypeError`` where it says something else."""
    share, _, shares = text.partition("/")
    if not (share.isdecimal() and shares.isdecimal() and 1 <= int(share) <= int(shares)):
        raise argparse.ArgumentTypeError(f"expected something like 1/3, not {text!r}")
    return int(share), int(shares)


def prefer_a_browser_without_windows() -> None:
    """A shell of Chromium without windows loads pages all the same, for a fraction of the work."""
    shell = shutil.which("chromium-headless-shell")
    if shell is not None:
        os.environ.setdefault(_BROWSER, shell)
