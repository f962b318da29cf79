"""The report as one HTML file: nothing is loaded from anywhere, and everything from the target is inert."""

from pathlib import Path

from reports.files import replace_file
from reports.gate import Gate, judge_gate
from reports.html.page import compose
from reports.model import Run
from reports.trend import Trend

__all__ = ["render", "write"]


def render(run: Run, *, gate: Gate | None = None, trend: Trend | None = None) -> str:
    """Return the report as a self-contained HTML document."""
    return compose(run, gate or judge_gate(run), trend)


def write(run: Run, path: Path, *, gate: Gate | None = None, trend: Trend | None = None) -> None:
    """Write the report, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run, gate=gate, trend=trend).encode())
