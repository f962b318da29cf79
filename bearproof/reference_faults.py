"""The deliberate defects of the bundled reference server, as the server itself lists them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError

from bearproof.tree import TREE
from fixtures.errors import ExitCode, RunError


@dataclass(frozen=True)
class Fault:
    """One deliberate defect: the rules it breaks, the profiles it exists in, and the story behind it."""

    name: str
    breaks: tuple[str, ...]
    profiles: tuple[str, ...]
    story: str


_FAULTS = TypeAdapter(tuple[Fault, ...])


def known_faults() -> tuple[Fault, ...]:
    """Ask the reference server for its faults.

    Raises ``RunError`` (our own fault) where it does not answer as agreed.
    """
    listed = subprocess.run(
        [sys.executable, "-m", "reference_server", "--list-faults", "--json"],
        cwd=TREE, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return _FAULTS.validate_json(listed.stdout)
    except (ValidationError, json.JSONDecodeError) as error:
        raise RunError(
            f"The reference server could not list its faults: {listed.stderr.strip()[-400:] or listed.stdout[:200]}",
            next_step="This is a defect of Bearproof; report it.",
            exit_code=ExitCode.INTERNAL,
        ) from error


def require_known(names: tuple[str, ...]) -> None:
    """Raise ``RunError`` (bad usage) for a name that no fault has, naming the nearest."""
    if not names:
        return
    known = [fault.name for fault in known_faults()]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.3)
            hint = f'Did you mean "{near[0]}"? ' if near else ""
            raise RunError(
                f'There is no fault "{name}".',
                next_step=f"{hint}Run `bearproof faults` to see them all.",
                exit_code=ExitCode.USAGE,
            )
