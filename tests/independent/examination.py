"""One application with one fault, or honest: audited in a process of its own, and held against what was expected."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from bearproof.audit_run import AuditOrder
from fixtures.catalogue import load_catalogue
from fixtures.verdict import Verdict
from reports.model import Ending
from tests.independent.application import Application
from tests.independent.installation import FOLDER, Installation
from tests.proof.audited import AuditLostError, audited

RULES = load_catalogue()
_PATIENCE = 300
"""Seconds for an audit of a few rules."""
_PATIENCE_FOR_ALL = 1500
"""Seconds for an audit of every rule, on a machine that is busy."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What came of one audit: a line for people, and whether it is as it was expected to be."""

    name: str
    word: str
    """``found``, ``missed``, ``missed, as known``, ``found now``, ``no rule asks for it``, ``nothing fails``, ``fails``
    or ``no report``.
    """
    is_as_expected: bool
    details: tuple[str, ...] = ()


def examined_fault(installation: Installation, name: str, *, whole: bool) -> Examined:
    """Audit one fault with the rules that it names, or with all of them where ``whole``."""
    application = installation.application
    fault, known = application.faults[name], application.known_misses.get(name)
    try:
        verdicts = _verdicts(
            installation, fault.design, fault.settings, name, {"FAULT": name}, () if whole else fault.named_rules
        )
    except AuditLostError as lost:
        if known is not None and known.kind == "application":
            return Examined(name=name, word="missed, as known", is_as_expected=True, details=(known.why, str(lost)))
        return Examined(name=name, word="no report", is_as_expected=False, details=(str(lost),))
    missed = fault.missed(verdicts)
    others = tuple(f"fails as well: {rule}" for rule in _failing(verdicts) if rule not in fault.named_rules)
    if not fault.named_rules:
        return Examined(name=name, word="no rule asks for it", is_as_expected=True, details=others)
    if known is None or known.kind == "chance":
        is_right = known is not None or not missed
        return Examined(
            name=name, word="missed" if missed else "found", is_as_expected=is_right, details=missed + others
        )
    if missed:
        return Examined(name=name, word="missed, as known", is_as_expected=True, details=(known.why, *missed, *others))
    gone = ("It is named as a known miss: take it out of known-misses.toml.",)
    return Examined(name=name, word="found now", is_as_expected=False, details=gone + others)


def examined_honest(installation: Installation, design: str, variant: str) -> Examined:
    """Audit the application without any fault with every rule: nothing may fail, and no rule may be an error."""
    name = f"honest-{design}{f'-{variant}' if variant else ''}"
    settings = installation.application.description.variants[variant].settings if variant else {}
    try:
        verdicts = _verdicts(installation, design, settings, name, {"VARIANT": variant}, ())
    except AuditLostError as lost:
        return Examined(name=name, word="no report", is_as_expected=False, details=(str(lost),))
    failing = _failing(verdicts)
    undecided = [f"{rule} is inconclusive" for rule, found in verdicts.items() if found is Verdict.INCONCLUSIVE]
    return Examined(
        name=name, word="fails" if failing else "nothing fails", is_as_expected=not failing,
        details=(*(f"{rule} is {verdicts[rule]}" for rule in failing), *undecided),
    )  # fmt: skip


def honest_forms(application: Application) -> Iterator[tuple[str, str]]:
    """Every design of an application without a variant, and then with each that is for it."""
    yield from ((design, "") for design in application.designs)
    for name, variant in application.description.variants.items():
        yield from ((design, name) for design in variant.designs or application.designs)


def _failing(verdicts: Mapping[str, Verdict]) -> list[str]:
    return sorted(rule for rule, found in verdicts.items() if found in (Verdict.FAILED, Verdict.ERROR))


def _verdicts(
    installation: Installation,
    design: str,
    settings: Mapping[str, JsonValue],
    name: str,
    switches: Mapping[str, str],
    rules: tuple[str, ...],
) -> dict[str, Verdict]:
    reports = FOLDER / "reports" / installation.application.name / name
    shutil.rmtree(reports, ignore_errors=True)
    target_file = installation.target_file(design, settings, name)
    order = AuditOrder(target_file=target_file, profile=None, report_dir=reports, rules=rules)
    environ = {**installation.environment(), "FAULT": "", "VARIANT": "", **switches}
    try:
        found = audited(order, environ=environ, patience=_PATIENCE if rules else _PATIENCE_FOR_ALL)
    finally:
        target_file.unlink()
    footer = found.run.footer
    if footer.ending is not Ending.COMPLETE:
        raise AuditLostError(f"the audit did not come to its end ({footer.ending}): {footer.message}")
    return found.run.verdicts
