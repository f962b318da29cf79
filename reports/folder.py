"""The report folder: every form of one run side by side."""

from pathlib import Path

from reports import cyclonedx, earl, gitlab, html, junit, oscal, sarif, stream, summary
from reports.gate import Gate
from reports.model import Run
from reports.trend import Trend

RUN, PAGE, JUNIT, SARIF = "run.json", "report.html", "junit.xml", "bearproof.sarif"
SUMMARY, GITLAB, EARL, CYCLONEDX = "summary.md", "gl-dast-report.json", "earl.jsonld", "attestation.cdx.json"
OSCAL = "assessment-results.oscal.json"


def write_all(run: Run, folder: Path, *, gate: Gate | None = None, trend: Trend | None = None) -> list[Path]:
    """Write every form of ``run`` into ``folder`` and return their paths, those for people first.

    Those for people tell the ``trend`` as well, where one is given. Each file is whole or absent. Raises
    ``ReportNotWritten`` for the first that cannot be written.
    """
    stream.write(run, folder / RUN)
    junit.write(run, folder / JUNIT, gate=gate)
    html.write(run, folder / PAGE, gate=gate, trend=trend)
    sarif.write(run, folder / SARIF, gate=gate)
    summary.write(run, folder / SUMMARY, gate=gate, trend=trend)
    gitlab.write(run, folder / GITLAB)
    earl.write(run, folder / EARL)
    cyclonedx.write(run, folder / CYCLONEDX)
    oscal.write(run, folder / OSCAL)
    return [folder / name for name in (PAGE, RUN, JUNIT, SARIF, SUMMARY, GITLAB, EARL, CYCLONEDX, OSCAL)]
