"""One run of the suites against the reference server with a fault, in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from fixtures.catalogue import load_catalogue
from fixtures.rule import Capability, Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import Fault, all_faults
from reports.stream import read_run

CHECKOUT = Path(__file__).parents[2]
_PATIENCE = 240
"""Seconds for one run of the suites."""

RULES = load_catalogue()
BROWSER_RULES = frozenset(rule.id for rule in RULES.values() if Capability.BROWSER in rule.needs)
"""The rules that need a browser: a second each, where the others need a tenth."""


def examined(
    folder: Path,
    fault: Fault | None,
    rules: Iterable[str] = (),
    *,
    browser: bool,
    profile: Profile = Profile.GUIDE_2019,
) -> dict[str, Verdict]:
    """Run ``rules``, or all of the profile, against the reference server and return the verdict of each.

    A fault is shown in the first of its own profiles.
    """
    options = [f"--profile={fault.profiles[0] if fault is not None else profile}"]
    options += [f"--reference-fault={fault.name}"] if fault is not None else []
    options += [] if browser else ["--no-browser"]
    return judged(folder, *options, *(f"--rule={rule}" for rule in rules))


def judged(folder: Path, *options: str, environ: Mapping[str, str] | None = None) -> dict[str, Verdict]:
    """Run the suites with ``options`` in a process of its own and return the verdict of each rule."""
    command = [sys.executable, "-m", "pytest", "suites", "-p", "no:randomly", "-p", "no:xdist", "-q"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, f"--report-dir={folder}", *options], cwd=CHECKOUT, env={**environment, **(environ or {})},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    written = folder / "run.json"
    assert written.is_file(), f"the suites did not run to their end:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return read_run(written).verdicts


def one_fault_for_each_rule(faults: tuple[Fault, ...] | None = None) -> tuple[Fault, ...]:
    """Return few faults that together break every rule at least once."""
    chosen: dict[str, Fault] = {}
    broken: set[str] = set()
    # Those that break fewest come first: they say most about the rule that they break.
    by_precision = sorted(faults or all_faults(), key=lambda fault: (len(fault.breaks), fault.name))
    for rule in RULES:
        if rule not in broken:
            fault = next((one for one in by_precision if rule in one.breaks), None)
            if fault is not None:
                chosen[fault.name] = fault
                broken |= set(fault.breaks)
    return tuple(chosen.values())
