"""Two faults in one server, where neither can be taken for the other: half the audits for the same proof.

They must touch different parts and break rules of different suites. Then each rule that fails is due to the one fault
that names it, and one that fails besides is due to neither, so that the pair is not as declared; each of the two is
then looked at alone, and that is what counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from reference_server.blueprint import honest
from reference_server.faults.registry import Fault
from reference_server.policy import Profile as ServerProfile
from tests.proof.cells import Cell, FaultCell, Outcome, audited_with, not_as_declared, outcome_of

_MOST_BROKEN = 3
"""A fault that breaks more rules than this leaves others undecided, and is looked at alone."""
_FAR_REACHING = frozenset({"login", "refresh"})
"""Suites whose rules every other rule leans on: what breaks one of these is looked at alone."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The server with two faults."""

    first: FaultCell
    second: FaultCell

    @property
    def name(self) -> str:
        """The pair's name, also in file names."""
        return f"{self.first.fault.name}+{self.second.name}"

    def examined(self, folder: Path) -> tuple[Outcome, ...]:
        """Audit it once, and return an outcome for each of the two; none where it is not as both declare together."""
        both = (self.first, self.second)
        found = audited_with(tuple(cell.fault.name for cell in both), self.first.profile, folder)
        if not_as_declared(found, self.first.broken | self.second.broken, self.first.profile):
            return ()
        whole = [
            outcome_of(cell.name, "fault", cell.fault.name, str(cell.profile), found, ()) for cell in both
        ]  # fmt: skip
        return tuple(
            replace(
                outcome, failed=tuple(sorted(cell.broken)), beside=other.fault.name,
                core_seconds=outcome.core_seconds / 2,
            )
            for outcome, cell, other in zip(whole, both, reversed(both), strict=True)
        )  # fmt: skip


def paired(cells: Iterable[Cell]) -> tuple[list[Pair], list[Cell]]:
    """Return the cells in pairs as far as they can be, and the others. The same cells always make the same pairs."""
    alone: list[Cell] = []
    pairs: list[Pair] = []
    waiting: dict[Profile, list[FaultCell]] = {profile: [] for profile in Profile}
    for cell in cells:
        if not isinstance(cell, FaultCell) or not _is_modest(cell):
            alone.append(cell)
            continue
        others = waiting[cell.profile]
        partner = next((other for other in others if are_apart(cell, other)), None)
        if partner is None:
            others.append(cell)
        else:
            others.remove(partner)
            pairs.append(Pair(first=partner, second=cell))
    return pairs, [*alone, *(cell for others in waiting.values() for cell in others)]


def are_apart(one: FaultCell, other: FaultCell) -> bool:
    """Whether two faults of one profile touch different parts and break rules of different suites."""
    if _needs(one.fault) != _needs(other.fault):
        # Either would be looked at on a server of another kind than alone.
        return False
    return not (_suites(one.broken) & _suites(other.broken) or _touched(one) & _touched(other))


def _is_modest(cell: FaultCell) -> bool:
    return len(cell.broken) <= _MOST_BROKEN and not _suites(cell.broken) & _FAR_REACHING


def _suites(rules: Iterable[str]) -> set[str]:
    catalogue = load_catalogue()
    return {catalogue[rule].suite for rule in rules}


def _touched(cell: FaultCell) -> set[str]:
    """Return the names of what the fault makes different from the honest server."""
    before = honest(ServerProfile(cell.profile))
    after = cell.fault.apply(before)
    changed = {f"client {name}" for name, path in after.client.modules.items()
               if before.client.modules.get(name) != path}  # fmt: skip
    for part in ("policy", "parts"):
        old, new = getattr(before, part), getattr(after, part)
        changed |= {f"{part} {one.name}" for one in fields(old) if getattr(old, one.name) != getattr(new, one.name)}
    # Both of two that need these bring them along.
    return changed - {"policy algorithm", "policy split_origin"}


def _needs(fault: Fault) -> tuple[object, ...]:
    return fault.algorithm, fault.split_origin, fault.fingerprint
