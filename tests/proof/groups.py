"""Several faults in one server, where none can be taken for another: far fewer audits for the same proof.

They must touch different parts and break different rules. Then each rule that fails is declared by the one fault that
names it, and one that fails besides by none, so that the group is not as declared. Its halves are then looked at, and
theirs, down to each fault alone, and that is what counts. What cannot be seen is a fault that also breaks what another
of its group declares; ``--one-by-one`` would show it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from pathlib import Path

from fixtures.catalogue import load_catalogue
from fixtures.verdict import Verdict
from reference_server.blueprint import honest
from reference_server.policy import Profile as ServerProfile
from tests.proof.cells import Cell, FaultCell, Outcome, audited_with, not_as_declared, outcome_of

MOST = 5
"""Faults in one server. With more, an odd one among them costs more audits than are saved."""
_MOST_BROKEN = 5
"""A fault that breaks more rules than this leaves others undecided, and is looked at alone."""
_LEANED_ON = frozenset({"login", "refresh"})
"""Suites whose subjects most other rules make use of."""
_SEEN_BY_ATTACKERS_ALONE = frozenset({
    "login/failure-uniform", "login/fresh-credentials", "login/refresh-transport", "login/throttled",
    "refresh/access-not-accepted-as-refresh", "refresh/bound-to-user", "refresh/entropy", "refresh/lifetime-bounded",
    "refresh/malformed-rejected", "refresh/missing-or-unknown-rejected", "refresh/not-accepted-as-access",
    "refresh/reuse-revokes-family",
})  # fmt: skip
"""Their rules whose faults leave logins and refreshes as they are to everybody who does not misuse them."""
_LEAN_ON_NONE = frozenset({"cors", "graphql", "headers", "token", "transport"})
"""Suites that judge the answer to one call, whatever becomes of the session: they alone can stand beside another
fault of the login or the refresh, which could make rules of the others fail that its neighbours declare."""


_HIDING = frozenset(
    frozenset(pair)
    for pair in (
        ("begins_sessions_with_a_token_that_is_over", "opens_sockets_for_every_page"),
        ("begins_sessions_with_a_token_that_is_over", "spells_the_socket_without_tls"),
        ("begins_sessions_with_a_token_that_is_over", "takes_the_token_from_the_address_of_a_socket"),
        ("denies_tokens_by_their_letters", "keeps_no_list_of_ended_sessions"),
        ("ends_only_the_token_that_is_shown", "keeps_the_token_in_session_storage"),
        ("guards_its_first_page_alone", "hears_of_logouts_on_its_first_page_alone"),
        ("keeps_the_token_in_pieces_in_local_storage", "takes_a_refusal_for_any_error"),
        ("keeps_the_token_in_session_storage", "loads_the_page_anew_when_refused"),
        ("keeps_the_token_in_indexed_db", "sends_the_fingerprint_without_encryption_too"),
        ("reads_json_whatever_it_is_called", "sends_the_fingerprint_without_encryption_too"),
        ("renders_with_what_is_at_hand", "sends_the_fingerprint_without_encryption_too"),
        ("shows_an_empty_home_page_to_strangers", "takes_a_refusal_for_any_error"),
        ("signals_logout_with_a_constant", "starts_at_the_login_page"),
    )
)
"""Pairs from groups that did not hold: one fault hides another, or both break more than each alone. Which two it was is
not always known, so that some of these are here in vain. Such a group costs up to five audits for one; the proof is
the same without these lines."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came of a group."""

    outcomes: tuple[Outcome, ...]
    """Of the members that are as declared."""
    left: "tuple[Group | FaultCell, ...]" = ()
    """What is to be looked at apart from the others."""
    otherwise: str = ""
    """In what the group is not as all of them declare together."""


@dataclass(frozen=True)
class Group:
    """The server with several faults."""

    members: tuple[FaultCell, ...]

    @property
    def name(self) -> str:
        """The group's name, also in file names: no cell is in two groups at once."""
        return f"{self.members[0].name}+{len(self.members) - 1}"

    @property
    def halves(self) -> "tuple[Group | FaultCell, ...]":
        """The two parts that are to be looked at where the whole is not as declared."""
        middle = (len(self.members) + 1) // 2
        parts = (self.members[:middle], self.members[middle:])
        return tuple(Group(part) if len(part) > 1 else part[0] for part in parts)

    def examined(self, folder: Path) -> Found:
        """Audit it once.

        Where nothing fails but what is declared, a member that shows all it breaks is as declared, and one that does
        not is to be looked at alone: another hides it. Where anything else fails, nothing is said of any member.
        """
        profile = self.members[0].profile
        found = audited_with(tuple(cell.fault.name for cell in self.members), profile, folder)
        broken = frozenset[str]().union(*(cell.broken for cell in self.members))
        failed = {rule for rule, verdict in found.run.verdicts.items() if verdict is Verdict.FAILED}
        shown = tuple(cell for cell in self.members if cell.broken <= failed)
        otherwise = "; ".join(not_as_declared(found, broken, profile))
        if not shown or not_as_declared(found, broken & failed, profile):
            return Found(outcomes=(), left=self.halves, otherwise=otherwise)
        outcomes = tuple(
            replace(
                outcome_of(cell.name, "fault", cell.fault.name, str(profile), found, ()),
                failed=tuple(sorted(cell.broken)),
                beside=tuple(other.fault.name for other in self.members if other is not cell),
                core_seconds=found.core_seconds / len(self.members),
            )
            for cell in shown
        )
        left = tuple(cell for cell in self.members if cell not in shown)
        return Found(outcomes=outcomes, left=left, otherwise=otherwise)


def grouped(cells: Iterable[Cell]) -> tuple[list[Group], list[Cell]]:
    """Return the cells in groups as far as they can be, and the others. The same cells always make the same groups."""
    alone: list[Cell] = []
    modest: list[FaultCell] = []
    for cell in cells:
        if isinstance(cell, FaultCell) and len(cell.broken) <= _MOST_BROKEN:
            modest.append(cell)
        else:
            alone.append(cell)
    together = [Group(members) for members in _cliques(modest) if len(members) > 1]
    taken = {cell.name for group in together for cell in group.members}
    return together, [*alone, *(cell for cell in modest if cell.name not in taken)]


def _cliques(cells: Sequence[FaultCell]) -> list[tuple[FaultCell, ...]]:
    """Put each, those with the fewest partners first, to the first others that it can be together with."""
    known = {cell.name: _Marks(cell) for cell in cells}
    partners: dict[str, set[str]] = {name: set() for name in known}
    for one, other in combinations(known, 2):
        if known[one].are_apart_from(known[other]):
            partners[one].add(other)
            partners[other].add(one)
    found: list[list[FaultCell]] = []
    for cell in sorted(cells, key=lambda cell: (len(partners[cell.name]), cell.name)):
        fitting = (
            others for others in found
            if len(others) < MOST and all(other.name in partners[cell.name] for other in others)
        )  # fmt: skip
        others = next(fitting, None)
        if others is None:
            found.append([cell])
        else:
            others.append(cell)
    return [tuple(members) for members in found]


def are_apart(one: FaultCell, other: FaultCell) -> bool:
    """Whether two faults can be in one server: neither what they touch nor what they break has anything in common."""
    return _Marks(one).are_apart_from(_Marks(other))


class _Marks:
    """What decides with which others a fault can be in one server."""

    def __init__(self, cell: FaultCell) -> None:
        fault = cell.fault
        self.fault = fault.name
        # With such needs of another, it would be looked at on a server of quite another kind than alone.
        self.server = (cell.profile, fault.split_origin, fault.fingerprint)
        self.algorithm = fault.algorithm
        self.rules = cell.broken
        self.suites = frozenset(load_catalogue()[rule].suite for rule in cell.broken)
        self.is_leaned_on = any(
            load_catalogue()[rule].suite in _LEANED_ON for rule in cell.broken - _SEEN_BY_ATTACKERS_ALONE
        )
        self.touched = _touched(cell)

    def are_apart_from(self, other: "_Marks") -> bool:
        if frozenset((self.fault, other.fault)) in _HIDING:
            return False
        if self.server != other.server or self.rules & other.rules or self.touched & other.touched:
            return False
        # A fault that names no algorithm says that it is the same with any.
        if None not in (self.algorithm, other.algorithm) and self.algorithm is not other.algorithm:
            return False
        return self._is_no_ground_of(other) and other._is_no_ground_of(self)

    def _is_no_ground_of(self, other: "_Marks") -> bool:
        return not self.is_leaned_on or other.suites <= _LEAN_ON_NONE


def _touched(cell: FaultCell) -> set[str]:
    """Return the names of what the fault makes different from the honest server."""
    before = honest(ServerProfile(cell.profile))
    after = cell.fault.apply(before)
    changed = {f"client {name}" for name, path in after.client.modules.items()
               if before.client.modules.get(name) != path}  # fmt: skip
    for part in ("policy", "parts"):
        old, new = getattr(before, part), getattr(after, part)
        changed |= {f"{part} {one.name}" for one in fields(old) if getattr(old, one.name) != getattr(new, one.name)}
    # Two that need these both bring them along.
    return changed - {"policy algorithm", "policy split_origin"}
