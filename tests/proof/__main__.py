"""``python -m tests.proof``: every rule against every fault and every degenerate server, and a page that says so."""

import argparse
import fcntl
import multiprocessing
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from fnmatch import fnmatch
from itertools import chain
from math import inf
from threading import Event

from tests.proof.audited import AuditLostError
from tests.proof.cells import Cell, DegenerateCell, Outcome, all_cells
from tests.proof.groups import MOST, Found, Group, grouped
from tests.proof.ledger import Ledger
from tests.proof.page import summary_of, write_pages
from tests.proof.shares import prefer_a_browser_without_windows, share_of
from tests.proof.sources import CHECKOUT

_FOLDER = CHECKOUT / "build" / "proof"
_WORKERS = 4
"""More than the two cores that it is made for: an audit waits for its target, and for pages, a third of its time."""
_INTERRUPTED, _BUSY = 130, 2
_MOST_AGAIN = 12
"""So many cells that are not as declared are looked at again. More of them are no accident."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove what was asked for.

    The exit code is 1 where anything is not as declared, where more cells than ``--unsteady`` allows are so only the
    second time, or where ``--within`` left any out; 2 where another proof is under way in this checkout, and 130 after
    Ctrl-C.
    """
    asked = _parsed(arguments)
    # Told to stop, it stops as it does after Ctrl-C: an audit that nobody waits for would go on.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (_FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another proof is under way in this checkout. Each would take away what the other one writes.")
            return _BUSY
        return _prove(asked)


def _prove(asked: argparse.Namespace) -> int:
    prefer_a_browser_without_windows()
    cells = [cell for cell in all_cells() if not asked.only or any(fnmatch(cell.name, one) for one in asked.only)]
    share, shares = asked.shard
    cells = cells[share - 1 :: shares]
    ledger = Ledger(_FOLDER / "ledger.jsonl", cells, is_fresh=asked.fresh)
    proven = ledger.proven()
    left = [cell for cell in cells if cell.name not in proven]
    together, alone = ([], left) if asked.one_by_one else grouped(left)
    _say(
        f"{len(cells)} cells, {len(cells) - len(left)} of them proven already for these sources;"
        f" {len(together) + len(alone)} audits for the others."
    )
    outcomes = dict(proven)
    began = time.monotonic()
    try:
        work = _looked_at([*together, *alone], asked.workers, until=began + asked.within * 60)
        for number, outcome in enumerate(work, 1):
            ledger.add(outcome)
            outcomes[outcome.name] = outcome
            _tell(outcome, f"[{number:3}/{len(left)}] {(time.monotonic() - began) / 60:5.1f} min")
        wrong = [cell for cell in cells if cell.name in outcomes and outcomes[cell.name].trouble]
        for cell in wrong if len(wrong) <= _MOST_AGAIN else ():
            outcome = _looked_at_again(cell, outcomes[cell.name])
            ledger.add(outcome)
            outcomes[cell.name] = outcome
            _tell(outcome, "Again:")
    except KeyboardInterrupt:
        _say("Interrupted. What was proven is kept: the next run goes on from there.")
        return _INTERRUPTED
    found = list(outcomes.values())
    if len(found) == len(all_cells()):
        write_pages(found)
    else:
        _say(f"{len(found)} of {len(all_cells())} cells were looked at: docs/proof.md stays as it is.")
    _say(summary_of(found))
    if left_out := len(cells) - len(found):
        _say(f"{left_out} cells were left out after {asked.within:g} minutes: what was asked for is not proven.")
    unsteady = sum(bool(outcome.unsteady) for outcome in found)
    return 1 if left_out or any(outcome.trouble for outcome in found) or unsteady > asked.unsteady else 0


def _tell(outcome: Outcome, beginning: str) -> None:
    word = "as declared" if not outcome.trouble else "NOT as declared"
    _say(f"{beginning}  {outcome.name}: {word}, {outcome.core_seconds:.0f} s")
    for sentence in outcome.trouble:
        _say(f"      {sentence}")


def _looked_at_again(cell: Cell, first: Outcome) -> Outcome:
    """Look at a cell once more, with nothing beside it. What was found at first is kept, and its report as well."""
    folder = _FOLDER / "cells" / cell.name
    kept = folder.with_name(f"{cell.name}--at-first")
    shutil.rmtree(kept, ignore_errors=True)
    if folder.is_dir():
        folder.rename(kept)
    outcome = _examined(cell)
    return outcome if outcome.trouble else replace(outcome, unsteady=first.trouble)


def _looked_at(work: Sequence[Group | Cell], workers: int, *, until: float) -> Iterator[Outcome]:
    """Look at all of it, so many at once, and yield what is found as it is.

    When interrupted, and from ``until`` on (seconds of the monotonic clock), begin nothing more.
    """
    stopping = Event()

    def proven(one: Group | Cell) -> tuple[Outcome, ...]:
        return _proven(one, stopping) if time.monotonic() < until else ()

    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(proven, one) for one in sorted(work, key=_haste)]
        try:
            for done in as_completed(waiting):
                yield from done.result()
        except BaseException:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for audit in multiprocessing.active_children():
                # It ends its target and its browser, as it does when it is interrupted itself.
                audit.terminate()
            raise


def _haste(one: Group | Cell) -> int:
    """Order what may take longest first, so that no core is idle at the end: many faults may come apart again."""
    if isinstance(one, Group):
        return -len(one.members)
    # Some of these answer so late that both cores would be idle, were nothing else under way.
    return -MOST - 1 if isinstance(one, DegenerateCell) else 0


def _proven(one: Group | Cell, stopping: Event) -> tuple[Outcome, ...]:
    if stopping.is_set():
        return ()
    if not isinstance(one, Group):
        return (_examined(one),)
    folder = _FOLDER / "cells" / one.name
    shutil.rmtree(folder, ignore_errors=True)
    try:
        found = one.examined(folder)
    except AuditLostError as lost:
        found = Found(outcomes=(), left=one.halves, otherwise=str(lost))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if found.otherwise and not stopping.is_set():
        _say(f"Not as declared together: {', '.join(cell.name for cell in one.members)}: {found.otherwise}")
    # What is not as all declare together may still be so alone: one may hide what another is to show.
    return found.outcomes + tuple(chain.from_iterable(_proven(part, stopping) for part in found.left))


def _examined(cell: Cell) -> Outcome:
    folder = _FOLDER / "cells" / cell.name
    shutil.rmtree(folder, ignore_errors=True)
    try:
        outcome = cell.examined(folder)
    except AssertionError as lost:
        return Outcome(
            name=cell.name, kind="", subject=cell.name, profile="", failed=(), undecided={}, judged=0, core_seconds=0.0,
            trouble=(str(lost),),
        )  # fmt: skip
    if not outcome.trouble:
        # The reports of what is not as declared are kept, to look into them.
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="only cells of such a name")
    parser.add_argument(
        "--shard", type=share_of, default=(1, 1), metavar="I/N", help="the Ith of N parts of the matrix"
    )
    parser.add_argument("--workers", type=int, default=_WORKERS, help="audits at once (default: %(default)s)")
    parser.add_argument("--fresh", action="store_true", help="prove again what was proven for these sources")
    parser.add_argument("--one-by-one", action="store_true", help="never put several faults into one server")
    parser.add_argument(
        "--unsteady", type=int, default=0, metavar="N",
        help="let so many cells be as declared only when they are looked at again (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--within", type=float, default=inf, metavar="MINUTES", help="begin nothing more after so long")
    return parser.parse_args(arguments)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
