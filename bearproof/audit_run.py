"""One audit in this process: pytest on the suites, shut off from the pytest world of the user's own project."""

import io
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from bearproof.gating import Gating
from bearproof.progress import Progress, console_beside_capture
from bearproof.recording import GATING, HISTORY, RECORDING, Recording
from bearproof.tree import INI_FILE, SUITES, TREE
from fixtures.rule import Profile

if TYPE_CHECKING:
    from reports.history.database import History


@dataclass(frozen=True, kw_only=True)
class AuditOrder:
    """What to audit and how. ``target_file`` is None for the bundled reference server, ``workers`` 0 for none."""

    target_file: Path | None
    profile: Profile | None
    report_dir: Path
    suites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    algorithm: str | None = None
    """How the bundled server signs its access tokens; the profile's own way where it is None."""
    split_origin: bool = False
    """Whether the pages of the bundled server have an origin of their own."""
    allow_browser: bool = True
    is_safe: bool = False
    browser: str | None = None
    browser_path: Path | None = None
    workers: int = 0
    gating: Gating = field(default_factory=Gating)
    history: "History | None" = None
    """Where the verdicts are kept from one audit to the next."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """What became of the pytest session. ``recording`` is None where pytest refused its arguments."""

    exit_code: int
    recording: Recording | None
    said: str
    """What pytest itself wrote: a usage error, or a warning."""


class _Watch:
    """Keeps the pytest configuration, in which the recording is found, and keeps tracebacks off the terminal."""

    def __init__(self, gating: Gating, history: "History | None") -> None:
        self._gating = gating
        self._history = history
        self._config: pytest.Config | None = None

    @property
    def recording(self) -> Recording | None:
        """The recording, or None where pytest refused its arguments."""
        return self._config.stash.get(RECORDING, None) if self._config is not None else None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Remember where to look, and let the reports know how strict the gate is."""
        self._config = config
        config.stash[GATING] = self._gating
        config.stash[HISTORY] = self._history

    def pytest_internalerror(self) -> bool:
        """Keep pytest from printing the traceback; the recording has it."""
        return True


def run_audit(order: AuditOrder) -> Session:
    """Run the rules that ``order`` asks for and record them.

    An error of the user's or the target's is in ``recording.campaign.run_error``. SIGTERM ends the run the way Ctrl-C
    does, so that a cancelled CI job keeps what was recorded.
    """
    watch, said = _Watch(order.gating, order.history), io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(_own_environment())
        stack.enter_context(_terminated_like_interrupted())
        console = stack.enter_context(console_beside_capture())
        # Our own console is beside these; what pytest prints without being asked comes after the run, if it matters.
        stack.enter_context(redirect_stderr(said))
        stack.enter_context(redirect_stdout(said))
        exit_code = int(pytest.main(_arguments(order), plugins=[watch, Progress(console)]))
    return Session(exit_code=exit_code, recording=watch.recording, said=said.getvalue())


def _arguments(order: AuditOrder) -> list[str]:
    # Values stand behind "=": pytest takes a lone path for a place to search for a conftest.py, which would be run.
    options: list[tuple[str, object]] = [
        ("--config-file", INI_FILE),
        ("--rootdir", TREE),
        ("--confcutdir", TREE),
        ("--report-dir", order.report_dir.absolute()),
        *(("--suite", name) for name in order.suites),
        *(("--rule", name) for name in order.rules),
        *(("--reference-fault", name) for name in order.faults),
    ]
    for name, value in (
        ("--target", order.target_file),
        ("--profile", order.profile),
        ("--reference-algorithm", order.algorithm),
        ("--browser", order.browser),
        ("--browser-path", order.browser_path),
    ):
        if value is not None:
            options.append((name, value))
    plugins = ["no:terminal", "fixtures.plugin", "bearproof.recording"]
    arguments = [f"{name}={value}" for name, value in options]
    if order.workers:
        plugins.append("xdist.plugin")
        arguments += [f"--numprocesses={order.workers}", "--dist=worksteal"]
    if not order.allow_browser:
        arguments.append("--no-browser")
    if order.split_origin:
        arguments.append("--reference-split-origin")
    if order.is_safe:
        arguments.append("--safe")
    return [*(f"-p{name}" for name in plugins), "--noconftest", *arguments, str(SUITES)]


@contextmanager
def _own_environment() -> Iterator[None]:
    """Keep the user's pytest settings and plugins away from the audit, workers included."""
    saved = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    for name in saved:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(saved)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
