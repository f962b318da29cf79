"""How long an audit of the reference server takes, from command to report, against the budgets.

Run it with ``make bench``. It is a measurement and no test: a busy machine makes it slower, and fails nothing.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.table import Table

from bench.first_forty import FORTY
from bench.report_page import BUDGET_SECONDS, seconds_to_load
from fixtures.rule import Profile
from reports.model import Ending, Run
from reports.stream import read_run

RUNS = 3
_COLUMNS: dict[str, JustifyMethod] = {
    "course": "left", "median": "right", "worst": "right", "budget": "right", "waiting": "right", "judged": "right",
    "logins": "right",
}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """One way to run an audit. ``budget`` is in seconds on two cores."""

    name: str
    options: tuple[str, ...]
    budget: float


@dataclass(frozen=True)
class Lap:
    """One measured run. ``wall`` is in seconds, ``waiting`` the share of the run spent waiting for the target."""

    wall: float
    waiting: float
    judged: int
    logins: int
    guesses: int
    """Passwords that were tried where the target file allows it, besides the logins."""
    loading: float | None
    """Seconds for which the report keeps the thread of its page busy; None without a browser."""


_CORE = (f"--profile={Profile.GUIDE_2019}", *(f"--rule={rule}" for rule in FORTY))
COURSES = (
    Course("first forty: HTTP rules", (*_CORE, "--no-browser"), 5.0),
    Course("first forty: all rules", _CORE, 20.0),
    *(
        course
        for profile in Profile
        for course in (
            Course(f"{profile}: HTTP rules", (f"--profile={profile}", "--no-browser"), 10.0),
            Course(f"{profile}: all rules", (f"--profile={profile}",), 45.0),
        )
    ),
)


def main() -> None:
    """Measure every course and print the table."""
    # Eight columns with boxes do not fit into 80: short headings, no lines, units below.
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for heading, side in _COLUMNS.items():
        table.add_column(heading, justify=side, no_wrap=True)
    loadings: list[float] = []
    for course in COURSES:
        laps = [measured(course) for _ in range(RUNS)]
        walls = [lap.wall for lap in laps]
        loadings += [lap.loading for lap in laps if lap.loading is not None]
        table.add_row(
            course.name, f"{median(walls):.2f}", f"{max(walls):.2f}", f"{course.budget:.0f}",
            f"{median(lap.waiting for lap in laps):.0%}", str(min(lap.judged for lap in laps)),
            _words_of(max((lap.logins, lap.guesses) for lap in laps)),
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print(f"{RUNS} runs each; seconds from command to report, share of them spent waiting for")
    console.print("the target, rules judged, logins spent (at most 60) + passwords tried on purpose.")
    if loadings:
        console.print(f"The slowest report took {max(loadings):.2f} s of its page to load, of {BUDGET_SECONDS:.0f} s.")


def _words_of(spent: tuple[int, int]) -> str:
    logins, guesses = spent
    return f"{logins}+{guesses}" if guesses else str(logins)


def measured(course: Course) -> Lap:
    """Run one audit, and read what it did with the time, and how long its report takes to load.

    Raises ``SystemExit`` when the audit did not run to its end: its time would mean nothing.
    """
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bearproof", "audit", "--report-dir", folder, *course.options]
        began = time.perf_counter()
        ended = subprocess.run(  # noqa: S603  our own command
            command, capture_output=True, text=True, check=False
        )
        wall = time.perf_counter() - began
        run, page = _run_in(Path(folder)), Path(folder) / "report.html"
        loading = seconds_to_load(page) if page.exists() else None
    if run is None or run.footer.ending is not Ending.COMPLETE:
        sys.exit(f"{course.name}: the audit did not end by itself (exit code {ended.returncode}).\n{ended.stderr}")
    waiting = run.footer.waited_seconds / run.footer.duration_seconds
    return Lap(wall, waiting, run.judged, run.footer.logins, run.footer.guesses, loading)


def _run_in(folder: Path) -> Run | None:
    path = folder / "run.json"
    return read_run(path) if path.exists() else None


if __name__ == "__main__":
    main()
