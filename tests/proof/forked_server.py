"""The reference server as a fork of this process, which has imported it already.

It is the same code with the same command line, environment and pipes as in a process of its own; only a second and a
half of importing is left out.
"""

import contextlib
import faulthandler
import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn

from reference_server import __main__ as entrance
from reference_server.faults.registry import all_faults
from tests.proof.issued import write_down

_BY_SIGNAL = 128


def prepare() -> None:
    """Import what a server needs, once, before anything is forked."""
    import freezegun  # noqa: F401
    import uvicorn  # noqa: F401

    import reference_server.clock
    import reference_server.front
    import reference_server.launch

    all_faults()
    reference_server.clock.acquaint()


class ForkedServer:
    """A running fork, with the part of ``subprocess.Popen`` that the launcher uses."""

    def __init__(self, command: list[str], environ: Mapping[str, str], *, ledger: Path | None = None) -> None:
        """Start it. What it issues to its users is written to ``ledger``, where one is named."""
        inputs, outputs, errors = os.pipe(), os.pipe(), os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(command, environ, (inputs[0], outputs[1], errors[1]), ledger)
        for descriptor in (inputs[0], outputs[1], errors[1]):
            os.close(descriptor)
        self.stdin: IO[str] | None = os.fdopen(inputs[1], "w", encoding="utf-8")
        self.stdout: IO[str] | None = os.fdopen(outputs[0], encoding="utf-8")
        self.stderr: IO[str] | None = os.fdopen(errors[0], encoding="utf-8")
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return its exit code, or None as long as it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises ``subprocess.TimeoutExpired`` after ``timeout`` seconds."""
        if self.poll() is None:
            ending = os.pidfd_open(self._pid)
            try:
                select.select([ending], [], [], timeout)
            finally:
                os.close(ending)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired("reference_server", timeout or 0.0)
        return code

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)


def _serve(
    command: list[str], environ: Mapping[str, str], pipes: tuple[int, int, int], ledger: Path | None
) -> NoReturn:
    """Become the server; never come back into the code of the process that was forked."""
    code = 1
    try:
        for descriptor, pipe in enumerate(pipes):
            os.dup2(pipe, descriptor)
        os.closerange(3, 4096)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout, sys.stderr = (io.TextIOWrapper(os.fdopen(each, "wb"), encoding="utf-8") for each in (1, 2))
        # Where a server is ended by a signal, its last words say in what: they are kept beside the verdicts.
        faulthandler.enable(sys.stderr)
        os.environ.clear()
        os.environ.update(environ)
        sys.argv = ["reference_server", *command[command.index("reference_server") + 1 :]]
        if ledger is not None:
            write_down(ledger)
        entrance.main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else _BY_SIGNAL
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
