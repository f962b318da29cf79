"""A product while it runs: started by its script on a free port of loopback, and always stopped."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from deployments.truths import Product

_START_SECONDS = 1200
"""Longest wait for a start, the first one with its installation included."""
_STOP_SECONDS = 30


class ProductNotStartedError(Exception):
    """The product did not come up; the message holds what its script said."""


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return where products are installed: BEARPROOF_DEPLOYMENTS, or a folder of the user's cache."""
    named = environ.get("BEARPROOF_DEPLOYMENTS")
    return Path(named).expanduser().resolve() if named else Path.home() / ".cache" / "bearproof" / "deployments"


@contextmanager
def installed(product: Product, variant: str, cache: Path) -> Iterator[dict[str, str]]:
    """See that a variant is installed, and yield the environment in which a search or an audit starts it itself.

    Its port is chosen; the rest is as in ``started``, the words of ``ProductNotStartedError`` too.
    """
    with _kept(product, variant, cache) as (folder, environ):
        environ["PORT"] = str(free_port())
        _start(product, folder, environ)
        _stop(product, folder)
        yield {**environ, "FOREGROUND": "yes"}


@contextmanager
def started(product: Product, variant: str, cache: Path) -> Iterator[dict[str, str]]:
    """Start a variant of a product and yield the environment that its target file needs; stop it at the end.

    A variant whose target file has [start] is left to the audit, which moves its clock and chooses its port. Its
    installation is kept in ``cache`` and used again. The accounts get new passwords at every start. A second run with
    the same cache waits for its turn. Raises ``ProductNotStartedError`` with the script's words.
    """
    with _kept(product, variant, cache) as (folder, environ):
        if not product.starts_itself(variant):
            environ["PORT"] = str(free_port())
            _start(product, folder, environ)
        yield environ


@contextmanager
def _kept(product: Product, variant: str, cache: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield the folder of an installation, for this run alone, and an environment; nothing runs there afterwards."""
    folder = cache / product.name
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{product.name}.lock"):
        _stop(product, folder)  # what an earlier run left behind when it was killed
        environ = {
            **os.environ,
            "VARIANT": variant,
            "WORKDIR": str(folder),
            "PYTHON": sys.executable,
            "ALICE_PASSWORD": secrets.token_urlsafe(16),
            "ADMIN_PASSWORD": secrets.token_urlsafe(16),
            "BOB_PASSWORD": secrets.token_urlsafe(16),
        }
        environ.pop("PORT", None)
        try:
            yield folder, environ
        finally:
            _stop(product, folder)


def _start(product: Product, folder: Path, environ: Mapping[str, str]) -> None:
    script = product.folder / "start.sh"
    try:
        done = subprocess.run(  # noqa: S603  the product's own script
            [script, folder], env=environ, capture_output=True, text=True, timeout=_START_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProductNotStartedError(f"{script} did not run to its end: {error}") from error
    if done.returncode != 0:
        raise ProductNotStartedError(f"{script} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _stop(product: Product, folder: Path) -> None:
    subprocess.run(  # noqa: S603  the product's own script
        [product.folder / "stop.sh", folder], capture_output=True, timeout=_STOP_SECONDS, check=True
    )


def free_port() -> int:
    """Return a port of loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
