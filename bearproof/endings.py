"""How a command that cannot go on says so: a sentence on standard error, and for our own faults a file."""

import sys
import tempfile
from pathlib import Path

from fixtures.errors import ExitCode, RunError
from fixtures.redact import Vault
from reports.files import ReportNotWritten
from reports.inert import visible

CRASH_FILE = "crash.txt"


def say(message: str) -> None:
    """Print a message for the user to standard error, with nothing in it that a terminal obeys."""
    sys.stderr.write(f"bearproof: {visible(message)}\n")


def unwritable(error: ReportNotWritten, *, exit_code: ExitCode) -> RunError:
    """Say for the command what ``reports`` says of a file that could not be written."""
    reason = getattr(error.__cause__, "strerror", None) or "it cannot be written"
    return RunError(
        f"The report {error.path} was not written: {reason}.",
        next_step="Name a place that can be written, or make room there.",
        exit_code=exit_code,
    )


def keep_crash(trace: str, what: str, *, folder: Path | None = None) -> str:
    """Write ``trace``, masked, to ``crash.txt`` in ``folder`` and return the sentence that tells of it.

    Without a folder that can be written, a temporary file takes it.
    """
    content = Vault().masked(trace)
    try:
        if folder is None:
            raise FileNotFoundError
        path = folder / CRASH_FILE
        path.write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError:
        with tempfile.NamedTemporaryFile(
            "w", prefix="bearproof-crash-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(content)
        path = Path(file.name)
    return (
        f"Bearproof itself broke down ({what}). This is a defect of Bearproof and says nothing about the target.\n"
        f"Next: report it with {path}, in which secrets are masked; look it through before you send it."
    )
