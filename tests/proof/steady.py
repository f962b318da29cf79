"""``python -m tests.proof.steady``: the honest servers again and again, each time with its rules in another order.

A rule that depends on chance, on what ran before it or on how busy the machine is accuses an honest server now and
then. One run does not show it.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fixtures.verdict import Verdict
from reports.model import Run
from reports.stream import read_run
from tests.proof.cells import HONEST, HonestCell
from tests.proof.shares import prefer_a_browser_without_windows
from tests.proof.sources import CHECKOUT

_PATIENCE = 900
"""Seconds for one audit."""


@dataclass(frozen=True, kw_only=True)
class Lap:
    """One audit of one honest server. ``seed`` is that of the order of its rules, ``workers`` are processes of pytest.

    ``trouble`` says which rules did anything but what they must; ``seconds`` are those that pass on a clock.
    """

    cell: HonestCell
    seed: int
    workers: int
    seconds: float
    logins: int
    trouble: tuple[str, ...]

    @property
    def words(self) -> str:
        """The audit in words, with what is needed to run it again."""
        together = f", {self.workers} workers" if self.workers else ""
        return f"{self.cell.name}, --randomly-seed={self.seed}{together}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run them all. The exit code is 1 where any rule of any run did not do what it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.steady", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each server (default: 20)")
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="some servers by name (repeatable)")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="audits at a time (default: 2)")
    asked = parser.parse_args(arguments)
    prefer_a_browser_without_windows()
    cells = [cell for cell in HONEST if not asked.only or any(fnmatch(cell.name, one) for one in asked.only)]
    with ThreadPoolExecutor(asked.at_once) as pool:
        # Every second one has two workers: its rules share no session, journey or browser with half of the others.
        laps = []
        for lap in pool.map(lambda one: _run(one[1], seed=one[0], workers=2 * (one[0] % 2)),
                            product(range(1, asked.runs + 1), cells)):  # fmt: skip
            laps.append(lap)
            _say(f"{lap.words}: {'clean' if not lap.trouble else '; '.join(lap.trouble)}, {lap.seconds:.0f} s")
    for cell in cells:
        own = [lap for lap in laps if lap.cell == cell]
        alone = [lap for lap in own if not lap.workers]
        clean = sum(not lap.trouble for lap in own)
        _say(
            f"{cell.name}: {clean} of {len(own)} runs clean, {median(lap.seconds for lap in own):.0f} s in the middle,"
            f" at most {max((lap.logins for lap in alone), default=0)} logins without workers."
        )
    return 1 if any(lap.trouble for lap in laps) else 0


def _run(cell: HonestCell, *, seed: int, workers: int) -> Lap:
    options = [f"--profile={cell.profile}", f"--reference-algorithm={cell.algorithm}", f"--randomly-seed={seed}"]
    options += ["--reference-split-origin"] if cell.split_origin else []
    options += [f"--numprocesses={workers}"] if workers else []
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "suites", "--quiet", f"--report-dir={folder}", *options]
        try:
            done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            trouble: tuple[str, ...] = (f"it did not end within {_PATIENCE} s",)
            return Lap(cell=cell, seed=seed, workers=workers, seconds=_PATIENCE, logins=0, trouble=trouble)
        seconds, written = time.monotonic() - began, Path(folder) / "run.json"
        run = read_run(written) if written.is_file() else None
    if run is None:
        last_words = " ".join(done.stdout.split()[-40:])
        trouble = (f"no report, exit code {done.returncode}: {last_words}",)
        return Lap(cell=cell, seed=seed, workers=workers, seconds=seconds, logins=0, trouble=trouble)
    trouble = (*cell.trouble_in(run), *_said_why(run))
    return Lap(cell=cell, seed=seed, workers=workers, seconds=seconds, logins=run.footer.logins, trouble=trouble)


def _said_why(run: Run) -> Iterator[str]:
    """Yield what was said by each rule that neither passed nor does not apply."""
    for result in run.results:
        if result.verdict not in (Verdict.PASSED, Verdict.INAPPLICABLE):
            deciding = next((found for found in result.judgements if found.verdict is result.verdict), None)
            yield f"{result.rule_id}: {deciding.sentence if deciding is not None else result.traceback[-400:]}"


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
