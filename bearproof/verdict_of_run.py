"""From a finished session to the summary on the terminal and the exit code."""

import os
import sys
from pathlib import Path

from rich.console import Console

from bearproof.audit_run import Session
from bearproof.endings import keep_crash, say
from bearproof.gating import Gating
from fixtures.errors import ExitCode
from reports import gate, terminal
from reports.model import Ending, Run
from reports.trend import Trend


def conclude(session: Session, gating: Gating) -> int:
    """Print what came out of a session and return the exit code of the command."""
    recording = session.recording
    if recording is None:
        # pytest refused its arguments before there was anything to record.
        say(session.said.strip() or "pytest ended before the audit began.")
        return int(ExitCode.USAGE)
    error = recording.campaign.run_error
    if error is not None:
        say(str(error))
        _name_reports(recording.written)
        return int(error.exit_code)
    described = recording.campaign.description
    if described is not None and described.clock.trouble:
        say(f"{described.clock.trouble}\nNext: set the target's clock yourself, then look at [clock] in its file.")
    if recording.crash:
        say(keep_crash(recording.crash, recording.message, folder=recording.folder.path))
    if recording.run is None:
        if recording.ending is Ending.INTERRUPTED:
            say("Stopped before the first rule ran; there is nothing to report.")
            return int(gate.ExitCode.INTERRUPTED)
        if not recording.crash:
            say(session.said.strip() or f"The audit ended without a run (pytest's exit code {session.exit_code}).")
        return int(ExitCode.INTERNAL)
    code = show_run(recording.run, gating, reports=recording.written, trend=recording.trend)
    if recording.history_trouble:
        say(recording.history_trouble)
    return code


def show_run(run: Run, gating: Gating, *, reports: tuple[Path, ...] = (), trend: Trend | None = None) -> int:
    """Print the summary of a run and return the exit code by the gate."""
    judged = gating.judge(run)
    terminal.show(run, Console(), gate=judged, reports=[_near(path) for path in reports], trend=trend)
    return int(judged.code)


def _name_reports(paths: tuple[Path, ...]) -> None:
    if paths:
        sys.stderr.write("".join(f"Report: {_near(path)}\n" for path in paths))


def _near(path: Path) -> Path:
    """Shorten a path to what a person in the working folder would type."""
    return Path(os.path.relpath(path)) if path.is_relative_to(Path.cwd()) else path
