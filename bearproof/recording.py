"""The pytest plugin that keeps what rules found: every result as it comes, then the reports.

It runs in the process that leads the run, with workers and without, under ``bearproof audit`` and plain ``pytest``
alike. It stays silent when no rule is run.
"""

import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bearproof import defaults
from bearproof.description import header_of, header_of_unstarted
from bearproof.endings import unwritable
from bearproof.gating import Gating
from bearproof.report_folder import ReportFolder
from fixtures.browser.fixtures import BROWSER_USED
from fixtures.errors import ExitCode, RunError
from fixtures.plugin import CAMPAIGN, Campaign, is_audit
from reports.files import ReportNotWritten
from reports.folder import write_all
from reports.gate import Gate
from reports.history.error import HistoryError
from reports.model import Ending, Footer, Header, Result, Run
from reports.stream import RunWriter, read_run
from reports.trend import Trend

if TYPE_CHECKING:
    from reports.history.database import History

_BROWSER = "bearproof_browser"


@dataclass
class Recording:
    """What becomes of one run on disk. ``run`` and ``written`` are there once the session has finished."""

    folder: ReportFolder
    campaign: Campaign
    gating: Gating
    history: "History | None" = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    run: Run | None = None
    written: tuple[Path, ...] = ()
    ending: Ending = Ending.COMPLETE
    message: str = ""
    crash: str = ""
    """Traceback of our own, where something nobody foresaw ended the session."""
    browser: str = ""
    """What browser was used, as far as one was."""
    trend: Trend | None = None
    """What the history says of earlier audits, where there is one."""
    history_trouble: str = ""
    """Why the run is not in its history, where it should be."""
    _writer: RunWriter | None = None
    _began: float = field(default_factory=time.monotonic)

    @property
    def has_begun(self) -> bool:
        """Whether a header was written."""
        return self._writer is not None

    def begin(self, header: Header) -> None:
        """Take the folder, if it is not held yet, and write the header. Raises ``RunError``, ``ReportNotWritten``."""
        self.folder.hold()
        self._writer = RunWriter(self.folder.partial)
        self._writer.write_header(header)

    def add(self, record: Any) -> None:
        """Write down one result. Raises ``ReportNotWritten``, and ``ValueError`` for what is no result."""
        if self._writer is None:
            raise RuntimeError("a rule has a result before its run has begun")
        self._writer.write_result(Result.model_validate(record))

    def end(self) -> None:
        """Write the footer, put the run in the place of the earlier one, and write the reports."""
        if self._writer is None:
            return
        try:
            self._writer.write_footer(self._footer())
            self._writer.close()
            self.run = _naming_browser(read_run(self.folder.partial), self.browser)
            self.folder.keep_run()
            gate = self.gating.judge(self.run)
            self._consult_history(self.run, gate)
            self.written = tuple(write_all(self.run, self.folder.path, gate=gate, trend=self.trend))
        finally:
            self.folder.release()

    def _consult_history(self, run: Run, gate: Gate) -> None:
        """Learn of earlier audits and keep this one. A history that fails now costs the report its trend, no more."""
        if self.history is None:
            return
        try:
            if not run.header.is_partial:
                self.trend = self.history.trend(run, gate)
            self.history.add(run, gate)
        except HistoryError as error:
            self.history_trouble = f"This audit is not in its history. {error}\nNext: {error.next_step}"

    def stop(self, ending: Ending, message: str) -> None:
        """Note that the run did not get to its end; the first reason is the one that is kept."""
        if self.ending is Ending.COMPLETE:
            self.ending, self.message = ending, self.campaign.vault.masked(message)

    def _footer(self) -> Footer:
        cost = self.campaign.cost
        return Footer(
            finished_at=datetime.now(UTC),
            ending=self.ending,
            message=self.message,
            requests=cost.requests,
            logins=cost.logins,
            guesses=cost.guesses,
            waited_seconds=cost.waited_seconds,
            duration_seconds=time.monotonic() - self._began,
        )


RECORDING = pytest.StashKey[Recording]()
GATING = pytest.StashKey[Gating]()
"""What the command was told about the gate; plain pytest takes the defaults into its reports."""
HISTORY = pytest.StashKey["History | None"]()
"""Where the command was told to keep the run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register where the reports go."""
    group = parser.getgroup("bearproof")
    group.addoption("--report-dir", default=str(defaults.REPORT_DIR), metavar="DIR", help="folder for the reports")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Prepare the recording in the process that leads the run; workers only send what they found."""
    if not hasattr(config.option, "tbstyle"):
        # Without its terminal, pytest has no such option, and draws tracebacks with their sources that nobody reads.
        config.option.tbstyle = "value"
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(_WorkerNotes(config), "bearproof-worker-notes")
        return
    folder = ReportFolder(config.invocation_params.dir / config.getoption("--report-dir"))
    config.stash[RECORDING] = Recording(
        folder, config.stash[CAMPAIGN], config.stash.get(GATING, Gating()), config.stash.get(HISTORY, None)
    )
    config.pluginmanager.register(_Recorder(config.stash[RECORDING]), "bearproof-recorder")


class _WorkerNotes:
    """Tells the process that leads the run what only a worker knows at its end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_sessionfinish(self) -> None:
        """Name the browser that this worker has used."""
        output: dict[str, object] = vars(self._config)["workeroutput"]
        output[_BROWSER] = self._config.stash.get(BROWSER_USED, "")


class _Recorder:
    """Turns what pytest tells into the parts of a run."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionstart(self, session: pytest.Session) -> Generator[None]:
        """Take the folder before the target is touched; write the header once it has passed preflight."""
        recording, campaign = self._recording, self._recording.campaign
        try:
            if is_audit(session.config):
                recording.folder.hold()
            yield
            if campaign.description is not None:
                recording.begin(header_of(campaign, recording.started_at, recording.gating.terms))
        except (RunError, ReportNotWritten) as error:
            _give_up(campaign, error)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down the result of a rule."""
        record = getattr(report, "bearproof", None)
        if record is None:
            return
        try:
            self._recording.add(record)
        except ReportNotWritten as error:
            _give_up(self._recording.campaign, error)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that cannot be loaded is our own fault, and its rules stay without a result."""
        if report.failed:
            self._recording.stop(Ending.INTERNAL_ERROR, f"{report.nodeid or 'The suites'} could not be loaded.")
            self._recording.crash = self._recording.campaign.vault.masked(str(report.longrepr))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note who ended the run: the user, or an error that was told already."""
        error = self._recording.campaign.run_error
        if error is not None:
            not_judged = error.exit_code is ExitCode.NOT_JUDGED
            self._recording.stop(Ending.NOT_STARTED if not_judged else Ending.INTERNAL_ERROR, str(error))
        elif isinstance(excinfo.value, pytest.exit.Exception | pytest.Session.Interrupted):
            self._recording.stop(Ending.INTERRUPTED, f"pytest ended it: {excinfo.value}")
        else:
            self._recording.stop(Ending.INTERRUPTED, "It was stopped by the user. Run the audit again for a verdict.")

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep the traceback of what nobody foresaw."""
        self._recording.crash = self._recording.campaign.vault.masked(str(excrepr))
        last = next((line for line in reversed(self._recording.crash.splitlines()) if line.strip()), "")
        self._recording.stop(Ending.INTERNAL_ERROR, last.removeprefix("E").strip())

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Write the footer and the reports; a run that judged nothing is not a success.

        A report that cannot be written is told when everything that was started has ended: an exception that is raised
        earlier would keep pytest from ending it.
        """
        recording, trouble = self._recording, None
        recording.browser = recording.browser or session.config.stash.get(BROWSER_USED, "")
        if session.shouldfail:
            recording.stop(Ending.INTERRUPTED, f"pytest ended it: {session.shouldfail}")
        try:
            recording.end()
        except ReportNotWritten as error:
            trouble = error
        if recording.run is not None and not recording.run.judged and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = int(ExitCode.NOT_JUDGED)
        yield
        if trouble is not None:
            _give_up(recording.campaign, trouble)

    def pytest_unconfigure(self) -> None:
        """Record a run that could not begin: pytest finishes no session that it did not start."""
        if not self._recording.has_begun:
            self._record_unstarted()
        self._recording.folder.release()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Hear from a worker what browser it has used."""
        self._recording.browser = getattr(node, "workeroutput", {}).get(_BROWSER) or self._recording.browser

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the reports are."""
        if self._recording.written:
            terminalreporter.write_line(f"Reports: {', '.join(str(path) for path in self._recording.written)}")

    def _record_unstarted(self) -> None:
        """Let a run that could not begin replace the earlier report, which would otherwise pass for its outcome."""
        recording = self._recording
        error = recording.campaign.run_error
        if error is None or error.exit_code is ExitCode.USAGE:
            return
        header = header_of_unstarted(recording.campaign, recording.started_at, recording.gating.terms)
        if header is None:
            return
        try:
            recording.begin(header)
            recording.end()
        except (RunError, ReportNotWritten) as trouble:
            # The reason why nothing was judged matters more than where it cannot be written.
            sys.stderr.write(f"{trouble}\n")


def _naming_browser(run: Run, browser: str) -> Run:
    """Complete the header by what is only known once a rule has started the browser."""
    environment = run.header.environment.model_copy(update={"browser": browser})
    return run.model_copy(update={"header": run.header.model_copy(update={"environment": environment})})


def _give_up(campaign: Campaign, error: RunError | ReportNotWritten) -> None:
    """End the session with a sentence for the user, through pytest or through the command."""
    campaign.run_error = error if isinstance(error, RunError) else unwritable(error, exit_code=ExitCode.INTERNAL)
    campaign.stack.close()
    pytest.exit(str(campaign.run_error), returncode=int(campaign.run_error.exit_code))
