"""What is to be proven: each cell is one server, all rules of one profile, and which of them must fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bearproof.audit_run import AuditOrder
from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import Fault, all_faults
from reports.model import Run
from tests.proof.audited import Audited, audited
from tests.proof.breakdown import Breakdown, all_breakdowns, differences, examined_breakdown
from tests.proof.examination import broken_in
from tests.proof.inapplicable import ABOUT_BINDINGS, ABOUT_PUBLIC_KEYS, ABOUT_TWO_ORIGINS, FINGERPRINT

RULES = load_catalogue()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one cell. ``trouble`` says in words what is not as declared; it is empty where all is."""

    name: str
    kind: str
    """"honest", "fault" or "degenerate"."""
    subject: str
    """The fault, or what the server is."""
    profile: str
    failed: tuple[str, ...]
    undecided: dict[str, str]
    """Rules that neither passed nor failed, and do apply, with their verdict."""
    judged: int
    """Rules that passed or failed."""
    core_seconds: float
    trouble: tuple[str, ...]
    beside: tuple[str, ...] = ()
    """The other faults that the same server had, so that what is undecided may be due to those."""
    unsteady: tuple[str, ...] = ()
    """What was not as declared at first, where all was when the cell was looked at again, with nothing beside it."""


@dataclass(frozen=True, kw_only=True)
class HonestCell:
    """The server without any fault, in one of its forms: no rule may do anything but pass."""

    profile: Profile
    algorithm: str
    split_origin: bool = False

    @property
    def name(self) -> str:
        """The cell's name, also in file names."""
        return f"honest--{self.profile}-{self.algorithm}{'-split' if self.split_origin else ''}"

    @property
    def inapplicable(self) -> frozenset[str]:
        """The rules about designs that this server does not have."""
        uses_secrets = self.algorithm.startswith("HS")
        found = ABOUT_PUBLIC_KEYS if uses_secrets else ABOUT_BINDINGS
        found |= frozenset() if self.split_origin else ABOUT_TWO_ORIGINS
        return found if self.profile is Profile.GUIDE_2022 else found | FINGERPRINT

    def examined(self, folder: Path) -> Outcome:
        """Audit it with every rule of the profile."""
        order = AuditOrder(
            target_file=None, profile=self.profile, report_dir=folder, algorithm=self.algorithm,
            split_origin=self.split_origin,
        )  # fmt: skip
        found = audited(order)
        words = f"{self.algorithm}{', pages at an origin of their own' if self.split_origin else ''}"
        return outcome_of(self.name, "honest", words, str(self.profile), found, self.trouble_in(found.run))

    def trouble_in(self, run: Run) -> tuple[str, ...]:
        """Say of each rule that did anything but pass what it did; of those about other designs, that they applied."""
        verdicts = run.verdicts
        expected = {
            rule: Verdict.INAPPLICABLE if rule in self.inapplicable else Verdict.PASSED
            for rule, known in RULES.items()
            if known.level_in(self.profile) is not None
        }
        return tuple(
            f"{rule} is {verdicts.get(rule)}, not {right}"
            for rule, right in expected.items()
            if verdicts.get(rule) is not right
        )


@dataclass(frozen=True, kw_only=True)
class FaultCell:
    """The server with one fault, in one profile: what the fault names must fail, and nothing else may."""

    fault: Fault
    profile: Profile

    @property
    def name(self) -> str:
        """The cell's name, also in file names."""
        return f"{self.fault.name}--{self.profile}"

    @property
    def broken(self) -> frozenset[str]:
        """The rules of the profile that must fail."""
        return frozenset(broken_in(self.fault, self.profile))

    def examined(self, folder: Path) -> Outcome:
        """Audit it with every rule of the profile."""
        found = audited_with((self.fault.name,), self.profile, folder)
        trouble = not_as_declared(found, self.broken, self.profile)
        return outcome_of(self.name, "fault", self.fault.name, str(self.profile), found, trouble)


def audited_with(faults: tuple[str, ...], profile: Profile, folder: Path) -> Audited:
    """Audit the server with these faults, by every rule of the profile."""
    return audited(AuditOrder(target_file=None, profile=profile, report_dir=folder, faults=faults))


def not_as_declared(found: Audited, broken: frozenset[str], profile: Profile) -> list[str]:
    """Say what is otherwise than that the rules ``broken`` fail, and no other rule."""
    verdicts = found.run.verdicts
    failed = {rule for rule, verdict in verdicts.items() if verdict is Verdict.FAILED}
    trouble = [f"{rule} is {verdicts.get(rule)} and not failed" for rule in sorted(broken - failed)]
    trouble += [f"{rule} fails as well" for rule in sorted(failed - broken)]
    trouble += [f"{rule} is an error" for rule, verdict in verdicts.items() if verdict is Verdict.ERROR]
    missing = {rule for rule, known in RULES.items() if known.level_in(profile)} - set(verdicts)
    return trouble + [f"{rule} did not run" for rule in sorted(missing)]


@dataclass(frozen=True, kw_only=True)
class DegenerateCell:
    """A server that does not work, with the verdicts that the table names."""

    breakdown: Breakdown

    @property
    def name(self) -> str:
        """The cell's name, also in file names."""
        return f"degenerate--{self.breakdown.name.replace(', ', '--').replace(' ', '-')}"

    def examined(self, folder: Path) -> Outcome:
        """Audit it with every rule that needs no page."""
        found = examined_breakdown(self.breakdown, folder)
        trouble = differences(self.breakdown, found)
        profile = str(found.run.header.profile)
        return outcome_of(self.name, "degenerate", self.breakdown.name, profile, found, trouble)


Cell = HonestCell | FaultCell | DegenerateCell

HONEST = (
    HonestCell(profile=Profile.GUIDE_2019, algorithm="HS256"),
    HonestCell(profile=Profile.GUIDE_2019, algorithm="HS256", split_origin=True),
    HonestCell(profile=Profile.GUIDE_2022, algorithm="HS256"),
    HonestCell(profile=Profile.BCP_2026, algorithm="ES256"),
    HonestCell(profile=Profile.BCP_2026, algorithm="RS256"),
)


def all_cells(faults: Iterable[Fault] | None = None) -> tuple[Cell, ...]:
    """Every cell of the matrix."""
    of_faults = [
        FaultCell(fault=fault, profile=Profile(profile))
        for fault in (all_faults() if faults is None else faults)
        for profile in fault.profiles
    ]
    return (*HONEST, *of_faults, *(DegenerateCell(breakdown=one) for one in all_breakdowns()))


def outcome_of(
    name: str, kind: str, subject: str, profile: str, found: Audited, trouble: Iterable[str]
) -> Outcome:  # fmt: skip
    """Put together what is kept of an audit."""
    verdicts = found.run.verdicts
    left_out = (Verdict.PASSED, Verdict.FAILED, Verdict.INAPPLICABLE)
    return Outcome(
        name=name,
        kind=kind,
        subject=subject,
        profile=profile,
        failed=tuple(sorted(rule for rule, verdict in verdicts.items() if verdict is Verdict.FAILED)),
        undecided={rule: str(verdict) for rule, verdict in sorted(verdicts.items()) if verdict not in left_out},
        judged=sum(verdict.is_judged for verdict in verdicts.values()),
        core_seconds=found.core_seconds,
        trouble=tuple(trouble),
    )
