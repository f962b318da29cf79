"""Audits in processes that start with everything imported.

A process of its own keeps an audit from leaving anything behind for the next. Forked from a server that has imported
Bearproof already, it costs a third of a new interpreter, and there are hundreds of them.
"""

import multiprocessing
import os
from collections.abc import Mapping
from pathlib import Path

from bearproof.audit_run import AuditOrder, run_audit
from reports.model import Run
from reports.stream import read_run

_PATIENCE = 240
"""Seconds for one audit."""

_IMPORTED_ONCE = ("bearproof.recording", "fixtures.plugin", "playwright.sync_api", __name__)


def audited(order: AuditOrder, *, environ: Mapping[str, str] | None = None) -> Run:
    """Run the audit that ``order`` asks for, the way the command does, and return what was recorded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_IMPORTED_ONCE))
    order.report_dir.mkdir(parents=True, exist_ok=True)
    said = order.report_dir / "said.txt"
    process = context.Process(target=_run, args=(order, dict(environ or {}), said))
    process.start()
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    written = order.report_dir / "run.json"
    what_was_said = said.read_text(encoding="utf-8", errors="replace")[-2000:] if said.is_file() else ""
    assert written.is_file(), f"the audit wrote no report (exit code {process.exitcode}):\n{what_was_said}"
    return read_run(written)


def _run(order: AuditOrder, environ: dict[str, str], said: Path) -> None:
    with said.open("wb") as sink:
        for descriptor in (1, 2):
            os.dup2(sink.fileno(), descriptor)
    os.environ.update(environ)
    session = run_audit(order)
    os.write(1, session.said.encode("utf-8"))
