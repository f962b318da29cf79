"""Reports of a run that was recorded earlier."""

from pathlib import Path

from bearproof.endings import unwritable
from fixtures.errors import ExitCode
from reports import html as html_report
from reports import junit as junit_report
from reports.files import ReportNotWritten
from reports.gate import Gate
from reports.model import Run


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
