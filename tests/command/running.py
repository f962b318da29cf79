"""The command run as a process of its own, the way a user or a CI job runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bearproof.tree import TREE
from reports.model import Run
from reports.stream import read_run

_PATIENCE = 120


@dataclass(frozen=True)
class Ended:
    """A command that has ended, with everything it said."""

    exit_code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both outputs together."""
        return self.out + self.err


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a user, who knows nothing of the tests that run around the command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BEARPROOF_"))}
    return {**kept, "PYTHONPATH": str(TREE), "COLUMNS": "100", "NO_COLOR": "1", **(extra or {})}


def started(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start the command in ``cwd``, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bearproof", *map(str, arguments)],
        cwd=cwd, env=environment(env), text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def bearproof(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run the command to its end."""
    with started(*arguments, cwd=cwd, env=env) as process:
        try:
            out, err = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return Ended(process.returncode, out, err)


def pytest_in(tree: Path, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run plain pytest in ``tree`` to its end."""
    command = [sys.executable, "-m", "pytest", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=tree, env=environment(env), text=True, capture_output=True, timeout=_PATIENCE, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def run_in(folder: Path) -> Run:
    """Read the run that an audit left in its report folder."""
    return read_run(folder / "run.json")


def assert_one_clear_message(ended: Ended) -> None:
    """See that nothing in the output is a traceback, and that the message says what to do next."""
    assert "Traceback" not in ended.said
    assert "INTERNALERROR" not in ended.said
    assert ended.err.count("bearproof: ") == 1
    assert "Next: " in ended.err
