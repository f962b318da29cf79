"""Audits in processes that start with everything imported.

A process of its own keeps an audit from leaving anything behind for the next. Forked from a server that has imported
Bearproof already, it costs a third of a new interpreter, and there are hundreds of them.
"""

import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from unittest.mock import patch

from bearproof.audit_run import AuditOrder, run_audit
from bearproof.verdict_of_run import conclude
from fixtures.target import reference
from reports.model import Run
from reports.stream import read_run
from tests.proof.forked_server import ForkedServer
from tests.proof.sabotage import sabotaged

_PATIENCE = 1200
"""Seconds for one audit."""
_GRACE = 20
"""Seconds in which an audit that is told to stop ends its target and its browser."""

_IMPORTED_ONCE = ("tests.proof.imported", "tests.proof.page")


_COST = "core-seconds.txt"
_KEYS = ("_KEY", "_SECRET")
"""How the names of those secrets end that a server is given in its environment, besides passwords."""


@dataclass(frozen=True, kw_only=True)
class Audited:
    """What an audit recorded, and what it cost: seconds of a core, those of the server and the browser included."""

    run: Run
    core_seconds: float


class AuditLostError(AssertionError):
    """An audit ended without a report; the message has its last words."""


def forking() -> ForkServerContext:
    """The way in which processes are made here: forked from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_IMPORTED_ONCE))
    return context


def audited(
    order: AuditOrder,
    *,
    environ: Mapping[str, str] | None = None,
    sabotage: str | None = None,
    canaries: Path | None = None,
    concludes: bool = False,
    patience: float = _PATIENCE,
) -> Audited:
    """Run the audit that ``order`` asks for, the way the command does, and return what was recorded.

    ``sabotage`` names a part of Bearproof that is made useless for it. Every secret that the bundled server is given,
    or gives to its users, is written to the file ``canaries``. With ``concludes`` it also says on the
    terminal what the command would say at its end. After ``patience`` seconds it is told to stop, and so ends what it
    has started.

    Raises ``AuditLostError`` where it wrote no report.
    """
    order.report_dir.mkdir(parents=True, exist_ok=True)
    said = order.report_dir / "said.txt"
    process = forking().Process(target=_run, args=(order, dict(environ or {}), said, sabotage, canaries, concludes))
    process.start()
    process.join(patience)
    if process.is_alive():
        process.terminate()
        process.join(_GRACE)
    if process.is_alive():
        process.kill()
        process.join()
    written = order.report_dir / "run.json"
    if not written.is_file():
        last_words = said.read_text(encoding="utf-8", errors="replace")[-600:] if said.is_file() else ""
        raise AuditLostError(f"the audit wrote no report (exit code {process.exitcode}):\n{last_words}")
    cost = (order.report_dir / _COST).read_text(encoding="utf-8")
    return Audited(run=read_run(written), core_seconds=float(cost))


def _run(
    order: AuditOrder,
    environ: dict[str, str],
    said: Path,
    sabotage: str | None,
    canaries: Path | None,
    concludes: bool,  # noqa: FBT001  what a process is started with comes by position
) -> None:
    with said.open("wb") as sink:
        for descriptor in (1, 2):
            os.dup2(sink.fileno(), descriptor)
    os.environ.update(environ)

    def server(command: list[str], given: Mapping[str, str]) -> ForkedServer:
        if canaries is not None:
            people = json.loads(given["REFERENCE_USERS"])
            keys = [word for name, word in given.items() if name.startswith("REFERENCE_") and name.endswith(_KEYS)]
            lines = (json.dumps(word) + "\n" for word in [*(person["password"] for person in people), *keys])
            canaries.write_text("".join(lines), encoding="utf-8")
        return ForkedServer(command, given, ledger=canaries)

    with patch.object(reference, "server_process", server), sabotaged(sabotage):
        session = run_audit(order)
        os.write(1, session.said.encode("utf-8"))
        if concludes:
            conclude(session, order.gating)
            sys.stdout.flush()
            sys.stderr.flush()
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(each.ru_utime + each.ru_stime for each in spent)
    (order.report_dir / _COST).write_text(f"{seconds:.2f}", encoding="utf-8")
