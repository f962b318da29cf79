"""What a person sees while rules run: one live line in a terminal, one line for each rule in a log."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from fixtures.plugin import CAMPAIGN
from fixtures.verdict import Verdict, worst
from reports.inert import one_line
from reports.terminal_tables import STYLES

_FRAMES_PER_SECOND = 8


@contextmanager
def console_beside_capture() -> Iterator[Console]:
    """Provide a console on standard error that pytest does not capture while a rule runs."""
    with os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace") as stream:
        yield Console(file=stream, highlight=False)


@dataclass
class Tally:
    """How far the run has come; draws itself as one line."""

    began: float = field(default_factory=time.monotonic)
    total: int = 0
    now: str = "reaching the target"
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    spinner: Spinner = field(default_factory=lambda: Spinner("dots"))

    def add(self, rule_id: str, verdict: Verdict) -> None:
        """Count a rule once; a worse case of it replaces a better one."""
        held = self.verdicts.get(rule_id, verdict)
        self.verdicts[rule_id] = worst((held, verdict))

    def counts(self) -> Iterator[tuple[Verdict, int]]:
        """Yield every verdict that was reached, with the number of its rules."""
        found = Counter(self.verdicts.values())
        return ((verdict, found[verdict]) for verdict in Verdict if found[verdict])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the spinner, what is going on, the counts and the time, within one line."""
        seconds = int(time.monotonic() - self.began)
        tail = Text(f"{len(self.verdicts)}/{self.total or '?'}")
        for verdict, count in self.counts():
            tail.append(f"  {count} {verdict}", style=STYLES[verdict])
        tail.append(f"  {seconds // 60}:{seconds % 60:02}", style="dim")
        line = Table.grid(padding=(0, 1), expand=True)
        line.add_column(width=1)
        line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        line.add_column(no_wrap=True, justify="right")
        line.add_row(self.spinner, Text(self.now), tail)
        yield line


class Progress:
    """A pytest plugin that tells where the run is. It shows rule names and verdicts, and nothing of the target's."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tally = Tally()
        self._live = Live(self._tally, console=console, refresh_per_second=_FRAMES_PER_SECOND, transient=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Begin to show that something is going on."""
        if self._console.is_terminal:
            self._live.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Say how many rules will run."""
        campaign = session.config.stash[CAMPAIGN]
        self._tally.total, self._tally.now = len(campaign.selected), "beginning"
        if not self._console.is_terminal and campaign.description is not None:
            what = f"{one_line(campaign.description.target.target.name)}, profile {campaign.profile}"
            self._console.print(f"Bearproof: {what}, {self._tally.total} rules", markup=False)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which rule is running."""
        self._tally.now = _rule_words(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a verdict."""
        record = getattr(report, "bearproof", None)
        if not isinstance(record, dict):
            return
        rule_id, verdict = str(record["rule_id"]), Verdict(record["verdict"])
        self._tally.add(rule_id, verdict)
        if not self._console.is_terminal:
            place = f"[{len(self._tally.verdicts):>{len(str(self._tally.total))}}/{self._tally.total}]"
            seconds = float(record["duration_seconds"])
            self._console.print(f"{place} {verdict:<12} {rule_id}  {seconds:.2f} s", markup=False, soft_wrap=True)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Leave the terminal as it was."""
        self._live.stop()


def _rule_words(nodeid: str) -> str:
    """Turn ``suites/token/test_signature.py::test_unsigned_rejected`` into ``token: unsigned rejected``."""
    path, _, function = nodeid.partition("::")
    suite = path.split("/")[-2] if "/" in path else path
    return one_line(f"{suite}: {function.removeprefix('test_').replace('_', ' ').replace('[', ' [')}", limit=120)
