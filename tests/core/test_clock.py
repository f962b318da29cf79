"""A clock counts only where the target is seen to follow it, and it always comes back."""

import time
from dataclasses import dataclass, field

import pytest

from fixtures.audit import Audit
from fixtures.clock import FixedClock, ProvenClock
from fixtures.sessions import Sessions
from fixtures.verdict import Verdict, VerdictReached


@dataclass
class PretendedClock:
    """A clock that moves as told, or only pretends to."""

    share: float = 1.0
    """How much of each move the target follows."""
    has_date: bool = True
    offset: float = 0.0
    moved: int = 0
    orders: list[float] = field(default_factory=list)
    is_movable: bool = True

    def now(self) -> float:
        return 1000.0 + self.offset

    def date(self) -> float | None:
        return self.now() if self.has_date else None

    def advance(self, seconds: float) -> None:
        self.orders.append(seconds)
        self.offset += seconds * self.share

    def restore(self) -> None:
        self.offset = 0.0

    def noted(self, _departed: float) -> None:
        self.moved += 1

    @property
    def proven(self) -> ProvenClock:
        return ProvenClock(self, date=self.date, moved=self.noted, patience=0.2)


@pytest.mark.parametrize("seconds", [900.0, -900.0, 2_592_000.0])
def test_a_move_that_the_target_follows_is_believed(seconds: float) -> None:
    pretended = PretendedClock()

    pretended.proven.advance(seconds)

    assert pretended.now() == 1000 + seconds


@pytest.mark.parametrize("share", [0.0, 0.5, 2.0, -1.0])
def test_a_move_that_the_target_does_not_follow_is_undecided(share: float) -> None:
    with pytest.raises(VerdictReached) as reached:
        PretendedClock(share=share).proven.advance(900)

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "The clock was moved by 900 s, but the target's Date header moved by" in reached.value.judgement.sentence


def test_a_target_without_a_date_shows_nothing() -> None:
    pretended = PretendedClock(has_date=False)

    with pytest.raises(VerdictReached) as reached:
        pretended.proven.advance(900)

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert pretended.orders == []


def test_a_clock_that_cannot_be_moved_is_untested() -> None:
    clock = ProvenClock(FixedClock(), date=lambda: None, moved=lambda _departed: None)

    with pytest.raises(VerdictReached) as reached:
        clock.advance(1)

    assert reached.value.judgement.verdict is Verdict.UNTESTED
    assert abs(clock.now() - time.time()) < 60
    clock.restore()


def test_time_comes_back_even_after_a_move_that_was_not_believed() -> None:
    pretended = PretendedClock(share=0.5)
    clock = pretended.proven
    with pytest.raises(VerdictReached):
        clock.advance(900)

    clock.restore()

    assert (pretended.offset, pretended.moved) == (0.0, 1)


def test_a_clock_that_was_never_moved_is_left_alone() -> None:
    pretended = PretendedClock(offset=5.0)

    pretended.proven.restore()

    assert (pretended.offset, pretended.moved) == (5.0, 0)


def test_the_reference_server_follows_its_clock_there_and_back(reference: Audit) -> None:
    people = Sessions(reference.sessions.proven)
    session = people.login("ada")
    before = reference.clock.now()

    reference.clock.advance(3600)
    later = reference.clock.now()
    expired = session.call()
    reference.clock.restore()

    assert 3600 <= later - before < 3660
    assert not expired.is_owners
    assert abs(reference.clock.now() - time.time()) < 60
    assert people.login("ada").call().is_owners
