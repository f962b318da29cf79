"""The report folder: held by one audit at a time, and holding the earlier report until the new one can replace it."""

import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from bearproof.endings import CRASH_FILE
from fixtures.errors import ExitCode, RunError
from reports.files import ReportNotWritten

RUN_FILE = "run.jsonl"
WHOLE_RUN_FILE = "run.json"
PARTIAL_RUN_FILE = "run.partial.jsonl"
_LOCK_FILE = ".audit.lock"
_OWNER_FILE = ".audit.pid"


class ReportFolder:
    """A folder of reports that this process may write to once it holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Thread-local locks would let another thread release what this process holds.
        self._lock = FileLock(path / _LOCK_FILE, thread_local=False)

    @property
    def partial(self) -> Path:
        """Where the run is written as long as it lasts; it is left there when the process is killed."""
        return self.path / PARTIAL_RUN_FILE

    @property
    def is_held(self) -> bool:
        """Whether this process holds the folder."""
        return self._lock.is_locked

    def hold(self) -> None:
        """Make the folder and keep other audits out of it until :meth:`release`, or until this process ends.

        The lock belongs to the process, so that one left by a killed audit is no obstacle. Raises ``RunError`` (bad
        usage) while another audit writes there, and ``ReportNotWritten`` where the folder cannot be written.
        """
        if self.is_held:
            return
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            (self.path / _OWNER_FILE).write_text(f"{os.getpid()}\n", encoding="ascii")
            # What broke an earlier audit is no part of this one's report.
            (self.path / CRASH_FILE).unlink(missing_ok=True)
        except Timeout:
            raise RunError(
                f"Another audit{self._owner()} is writing its report to {self.path}.",
                next_step="Wait for it to end, or name another folder with --report-dir.",
                exit_code=ExitCode.USAGE,
            ) from None
        except OSError as error:
            raise ReportNotWritten(self.path, error) from error

    def keep_run(self) -> None:
        """Put the finished run in the place of the earlier one. Raises ``ReportNotWritten``."""
        try:
            self.partial.replace(self.path / RUN_FILE)
        except OSError as error:
            raise ReportNotWritten(self.path / RUN_FILE, error) from error

    def release(self) -> None:
        """Let other audits write here again."""
        if self.is_held:
            with suppress(FileNotFoundError):
                (self.path / _OWNER_FILE).unlink()
            self._lock.release()

    def _owner(self) -> str:
        try:
            return f" (process {int((self.path / _OWNER_FILE).read_text(encoding='ascii'))})"
        except (OSError, ValueError):
            # It has only just begun: the lock is known, its owner not yet.
            return ""
