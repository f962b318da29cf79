"""The report folder: every form of one run side by side."""

from pathlib import Path

from reports import html, junit, stream
from reports.gate import Gate
from reports.model import Run


def write_all(run: Run, folder: Path, *, gate: Gate | None = None) -> list[Path]:
    """Write ``run.json``, ``junit.xml`` and ``report.html`` into ``folder`` and return their paths.

    Each file is whole or absent. Raises ``ReportNotWritten`` for the first that cannot be written.
    """
    document, cases, page = folder / "run.json", folder / "junit.xml", folder / "report.html"
    stream.write(run, document)
    junit.write(run, cases, gate=gate)
    html.write(run, page, gate=gate)
    return [document, cases, page]
