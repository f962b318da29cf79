"""Time that is moved by hand: a clock of the tests' own, and an audit whose target has one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fixtures.audit import Audit
from fixtures.capability import statuses
from fixtures.clock import FixedClock, ProvenClock


@dataclass
class Leaping:
    """A clock that tells the application by how far it was moved."""

    moved: Callable[[float], None]
    ahead: float = 0.0
    leaps: int = 0
    is_movable: bool = True

    def now(self) -> float:
        return FixedClock().now() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds
        self.leaps += 1
        self.moved(seconds)

    def restore(self) -> None:
        self.ahead = 0.0


def with_a_clock(audit: Audit, leaping: Leaping) -> Audit:
    """Return the audit with that clock, which its target file describes."""
    clock = ProvenClock(leaping, date=leaping.now, moved=audit.sessions.forget_since)
    target = audit.target.model_copy(update={"clock": audit.target.clock.model_copy(update={"kind": "command"})})
    return replace(audit, clock=clock, capabilities=statuses(target, allow_browser=False))
