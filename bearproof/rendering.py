"""Reports of a run that was recorded earlier."""

from pathlib import Path

from bearproof.endings import unwritable
from bearproof.report_folder import PARTIAL_RUN_FILE, WHOLE_RUN_FILE
from fixtures.errors import ExitCode
from reports import html as html_report
from reports import junit as junit_report
from reports.files import ReportNotWritten
from reports.gate import Gate
from reports.model import Run
from reports.run_file_errors import MissingFooter
from reports.stream import read_run


def found_run(path: Path) -> tuple[Run, str]:
    """Read the run at ``path``, a file or a report folder; a run that died midway comes with a warning.

    Raises ``RunFileError`` when there is none to be read.
    """
    try:
        return read_run(_run_file(path)), ""
    except MissingFooter as error:
        return error.partial, str(error)


def write_reports(run: Run, gate: Gate, *, html: Path | None, junit: Path | None) -> tuple[Path, ...]:
    """Write the reports that were asked for. Raises ``RunError`` naming a file that cannot be written."""
    try:
        if html is not None:
            html_report.write(run, html, gate=gate)
        if junit is not None:
            junit_report.write(run, junit, gate=gate)
    except ReportNotWritten as error:
        raise unwritable(error, exit_code=ExitCode.USAGE) from error
    return tuple(path for path in (html, junit) if path is not None)


def _run_file(path: Path) -> Path:
    if not path.is_dir():
        return path
    # The partial file is there only when the last audit was killed: the report beside it tells of an earlier one.
    partial = path / PARTIAL_RUN_FILE
    return partial if partial.exists() else path / WHOLE_RUN_FILE
