"""``python -m tests.proof``: every rule against every fault and every degenerate server, and a page that says so."""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from fnmatch import fnmatch

from tests.proof.cells import Cell, Outcome, all_cells
from tests.proof.ledger import CHECKOUT, Ledger
from tests.proof.page import summary_of, write_pages
from tests.proof.pairs import Pair, paired
from tests.proof.shares import prefer_a_browser_without_windows, share_of

_FOLDER = CHECKOUT / "build" / "proof"
_WORKERS = 3
"""More than the two cores that it is made for: an audit waits for its target, and for pages, a third of its time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove what was asked for; the exit code is 1 where anything is not as declared."""
    asked = _parsed(arguments)
    prefer_a_browser_without_windows()
    cells = [cell for cell in all_cells() if not asked.only or any(fnmatch(cell.name, one) for one in asked.only)]
    share, shares = asked.shard
    cells = cells[share - 1 :: shares]
    ledger = Ledger(_FOLDER / "ledger.jsonl", is_fresh=asked.fresh)
    proven = ledger.proven()
    left = [cell for cell in cells if cell.name not in proven]
    _say(f"{len(cells)} cells, {len(cells) - len(left)} of them proven already for these sources.")
    outcomes = [proven[cell.name] for cell in cells if cell.name in proven]
    began = time.monotonic()
    pairs, alone = ([], left) if asked.one_by_one else paired(left)
    with ThreadPoolExecutor(asked.workers) as pool:
        waiting = [pool.submit(_proven, one) for one in (*pairs, *alone)]
        looked_at = (outcome for done in as_completed(waiting) for outcome in done.result())
        for number, outcome in enumerate(looked_at, 1):
            ledger.add(outcome)
            outcomes.append(outcome)
            minutes = (time.monotonic() - began) / 60
            word = "as declared" if not outcome.trouble else "NOT as declared"
            _say(f"[{number:3}/{len(left)}] {minutes:5.1f} min  {outcome.name}: {word}, {outcome.core_seconds:.0f} s")
            for sentence in outcome.trouble:
                _say(f"      {sentence}")
    if len(outcomes) == len(all_cells()):
        write_pages(outcomes)
    else:
        _say("Only a part was looked at: docs/proof.md stays as it is.")
    _say(summary_of(outcomes))
    return 1 if any(outcome.trouble for outcome in outcomes) else 0


def _proven(one: Pair | Cell) -> tuple[Outcome, ...]:
    if not isinstance(one, Pair):
        return (_examined(one),)
    folder = _FOLDER / "cells" / one.name
    shutil.rmtree(folder, ignore_errors=True)
    try:
        outcomes = one.examined(folder)
    except AssertionError:
        outcomes = ()
    shutil.rmtree(folder, ignore_errors=True)
    # What is not as both declare together may still be so alone: one may hide what the other is to show.
    return outcomes or (_examined(one.first), _examined(one.second))


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
    parser.add_argument("--one-by-one", action="store_true", help="never put two faults into one server")
    return parser.parse_args(arguments)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
