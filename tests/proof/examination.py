"""One run of the suites against the reference server with a fault, or several."""

from collections.abc import Iterable
from pathlib import Path

from bearproof.audit_run import AuditOrder
from fixtures.catalogue import load_catalogue
from fixtures.rule import Capability, Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import Fault, all_faults
from tests.proof.audited import audited

RULES = load_catalogue()
BROWSER_RULES = frozenset(rule.id for rule in RULES.values() if Capability.BROWSER in rule.needs)
"""The rules that need a browser: a second each, where the others need a tenth."""


def examined(
    folder: Path,
    faults: Iterable[Fault] = (),
    rules: Iterable[str] = (),
    *,
    browser: bool,
    profile: Profile = Profile.GUIDE_2019,
    sabotage: str | None = None,
) -> dict[str, Verdict]:
    """Run ``rules``, or all of the profile, against the reference server and return the verdict of each.

    A fault brings along what it needs: the algorithm of the tokens, pages at an origin of their own. Without any, the
    server is honest.
    """
    order = AuditOrder(
        target_file=None,
        profile=profile,
        report_dir=folder,
        rules=tuple(rules),
        faults=tuple(fault.name for fault in faults),
        allow_browser=browser,
    )
    return audited(order, sabotage=sabotage).run.verdicts


def broken_in(fault: Fault, profile: Profile) -> set[str]:
    """Return the rules of ``profile`` that the fault breaks."""
    return {name for name in fault.breaks if name in RULES and RULES[name].level_in(profile) is not None}


def shown_in(faults: Iterable[Fault]) -> list[tuple[Fault, Profile]]:
    """Return each fault with as many of its profiles as show all it breaks."""
    pairs: list[tuple[Fault, Profile]] = []
    for fault in faults:
        left = set(fault.breaks)
        for profile in map(Profile, fault.profiles):
            if left & broken_in(fault, profile):
                pairs.append((fault, profile))
                left -= broken_in(fault, profile)
    return pairs


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
