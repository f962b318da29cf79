"""Reports of a run that was recorded earlier."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bearproof.endings import unwritable
from fixtures.errors import ExitCode
from reports import html as html_report
from reports import junit as junit_report
from reports.files import ReportNotWritten
from reports.folder import PAGE, write_all
from reports.gate import Gate
from reports.model import Run
from reports.trend import Trend


def write_reports(
    run: Run,
    gate: Gate,
    *,
    html: Path | None,
    junit: Path | None,
    pdf: Path | None,
    folder: Path | None,
    trend: Trend | None = None,
) -> tuple[Path, ...]:
    """Write the reports that were asked for and return their paths.

    Raises ``RunError`` naming a file that cannot be written, and ``MissingBrowserError`` where a PDF was asked for and
    no browser can print it.
    """
    written: tuple[Path, ...] = ()
    try:
        if html is not None:
            html_report.write(run, html, gate=gate, trend=trend)
        if junit is not None:
            junit_report.write(run, junit, gate=gate)
        if folder is not None:
            written = tuple(write_all(run, folder, gate=gate, trend=trend))
        if pdf is not None:
            _print(run, gate, pdf, trend)
    except ReportNotWritten as error:
        raise unwritable(error, exit_code=ExitCode.USAGE) from error
    return (*(path for path in (html, junit, pdf) if path is not None), *written)


def _print(run: Run, gate: Gate, target: Path, trend: Trend | None) -> None:
    from bearproof.pdf import print_to_pdf

    with TemporaryDirectory(prefix="bearproof-") as temporary:
        page = Path(temporary) / PAGE
        html_report.write(run, page, gate=gate, trend=trend)
        print_to_pdf(page, target)
