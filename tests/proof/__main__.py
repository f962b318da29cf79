"""``python -m tests.proof``: every rule against every fault and every degenerate server, and a page that says so."""

import argparse
import multiprocessing
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from fnmatch import fnmatch
from itertools import chain
from threading import Event

from tests.proof.cells import Cell, DegenerateCell, Outcome, all_cells
from tests.proof.groups import Group, grouped
from tests.proof.ledger import Ledger
from tests.proof.page import summary_of, write_pages
from tests.proof.shares import prefer_a_browser_without_windows, share_of
from tests.proof.sources import CHECKOUT

_FOLDER = CHECKOUT / "build" / "proof"
_WORKERS = 4
"""More than the two cores that it is made for: an audit waits for its target, and for pages, a third of its time."""
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove what was asked for; the exit code is 1 where anything is not as declared, and 130 after Ctrl-C."""
    asked = _parsed(arguments)
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
    outcomes = list(proven.values())
    began = time.monotonic()
    try:
        for number, outcome in enumerate(_looked_at([*together, *alone], asked.workers), 1):
            ledger.add(outcome)
            outcomes.append(outcome)
            minutes = (time.monotonic() - began) / 60
            word = "as declared" if not outcome.trouble else "NOT as declared"
            _say(f"[{number:3}/{len(left)}] {minutes:5.1f} min  {outcome.name}: {word}, {outcome.core_seconds:.0f} s")
            for sentence in outcome.trouble:
                _say(f"      {sentence}")
    except KeyboardInterrupt:
        _say("Interrupted. What was proven is kept: the next run goes on from there.")
        return _INTERRUPTED
    if len(outcomes) == len(all_cells()):
        write_pages(outcomes)
    else:
        _say("Only a part was looked at: docs/proof.md stays as it is.")
    _say(summary_of(outcomes))
    return 1 if any(outcome.trouble for outcome in outcomes) else 0


def _looked_at(work: Sequence[Group | Cell], workers: int) -> Iterator[Outcome]:
    """Look at all of it, so many at once, and yield what is found as it is; when interrupted, begin nothing more."""
    stopping = Event()
    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(_proven, one, stopping) for one in sorted(work, key=_haste)]
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
    # Rules that need a browser, which take most of the time, are left out for these.
    return 1 if isinstance(one, DegenerateCell) else 0


def _proven(one: Group | Cell, stopping: Event) -> tuple[Outcome, ...]:
    if stopping.is_set():
        return ()
    if not isinstance(one, Group):
        return (_examined(one),)
    folder = _FOLDER / "cells" / one.name
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return one.examined(folder)
    except AssertionError as otherwise:
        if not stopping.is_set():
            _say(f"Not as declared together: {', '.join(cell.name for cell in one.members)}: {otherwise}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # What is not as all declare together may still be so alone: one may hide what another is to show.
    return tuple(chain.from_iterable(_proven(half, stopping) for half in one.halves))


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
    return parser.parse_args(arguments)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
