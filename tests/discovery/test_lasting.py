"""How long a refresh token lives is seen by moving time, and nothing is written that was not seen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from fixtures.client import new_transport
from fixtures.clock.proven import ProvenClock
from fixtures.discovery.discovery import describe
from fixtures.discovery.draft import Draft
from fixtures.discovery.explorer import Explorer
from fixtures.discovery.lasting import find_refresh_lifetime
from fixtures.discovery.search import Account, Search
from fixtures.redact import Vault
from fixtures.target.model import Target
from fixtures.wire import Wire
from tests.core.loopback import Answer, Request, document
from tests.discovery.notes import USERS, Bearer, served

DAY = 86_400
LINE = "refresh_lifetime_seconds"


@dataclass
class Aging(Bearer):
    """Its time can be moved; its refresh tokens live for ``life`` seconds."""

    life: float = 7 * DAY
    away: float = 0.0
    forgets_at: float = float("inf")
    """Seconds away from the true time beyond which it refuses every refresh, a new one too."""
    begun: dict[str, float] = field(default_factory=dict)

    def now(self) -> float:
        return time.time() + self.away

    def session_for(self, user: str) -> str:
        session = super().session_for(user)
        self.begun[session] = self.now()
        return session

    def answer(self, request: Request) -> Answer:
        is_refresh = request.path == "/api/sessions/renew"
        old = [token for token, begun in self.begun.items() if self.now() - begun >= self.life]
        if is_refresh and (self.away > self.forgets_at or any(token.encode() in request.body for token in old)):
            return document({}, 401)
        return super().answer(request)


@dataclass
class Moving:
    """The clock of such an application."""

    application: Aging
    is_movable: bool = True

    def now(self) -> float:
        return self.application.now()

    def advance(self, seconds: float) -> None:
        self.application.away += seconds

    def restore(self) -> None:
        self.application.away = 0.0


@contextmanager
def searched(application: Aging) -> Iterator[tuple[Search, list[str]]]:
    """Yield a search of an application that is described already, all but the life of its refresh token."""
    told: list[str] = []
    with served(application) as server:
        draft = Draft()
        draft.tables["target"] = {"name": "aging", "url": server.url, "absent": ["ssr", "graphql", "logout"]}
        draft.tables["users.ada"] = {"username": "ada", "password": "${ADA_PASSWORD}"}
        draft.tables["login"] = {
            "url": "/api/sessions", "json": {"identifier": "{username}", "passphrase": "{password}"},
        }  # fmt: skip
        data = draft.data({"ada": USERS["ada"]})
        target, vault = Target.model_validate(data, by_alias=True, by_name=False), Vault()
        with new_transport(target) as transport:
            wire = Wire(server.url, target.limits, vault, transport, hosts=frozenset({"127.0.0.1"}))
            account = Account(username="ada", password=USERS["ada"], variable="ADA_PASSWORD")
            search = Search(
                explorer=Explorer(wire), vault=vault, accounts={"ada": account}, draft=draft, tell=told.append
            )
            describe(search)
            yield search, told


def sought(application: Aging) -> tuple[Draft, list[str]]:
    with searched(application) as (search, told):
        clock = ProvenClock(Moving(application), date=application.now, moved=lambda _departed: None)
        find_refresh_lifetime(search, clock)
        assert application.away == 0
        return search.draft, told


def lines_of(draft: Draft) -> list[str]:
    """Return what a person is asked to fill in about the life of a refresh token, sentence and line."""
    return [part for gap in draft.gaps for part in (gap.sentence, *gap.lines) if gap.lines[0].startswith(LINE)]


@pytest.mark.parametrize("life", [3_600, 7 * DAY, 30 * DAY, 365 * DAY])
def test_a_usual_life_is_found_whatever_it_is(life: float) -> None:
    draft, _told = sought(Aging(life=life))

    assert draft.tables["policy"] == {LINE: life}
    assert lines_of(draft) == []


def test_a_little_leeway_does_not_hide_it() -> None:
    draft, _told = sought(Aging(life=7 * DAY + 60))

    assert draft.tables["policy"] == {LINE: 7 * DAY}


def test_an_unusual_life_is_left_to_a_person_with_what_was_seen() -> None:
    draft, told = sought(Aging(life=12 * DAY))

    assert "policy" not in draft.tables
    sentence, line = lines_of(draft)
    assert f"taken after {10 * DAY + 75} s" in sentence
    assert f"refused after {14 * DAY + 75} s" in sentence
    assert line == f"{LINE} = {14 * DAY}"
    assert "refused after" in told[-1]


def test_a_life_without_end_is_said_and_not_written() -> None:
    draft, told = sought(Aging(life=float("inf")))

    assert "policy" not in draft.tables
    assert f"still taken after {365 * DAY + 75} s" in lines_of(draft)[0]
    assert "still taken" in told[-1]


def test_a_target_that_refuses_everybody_later_on_shows_no_life() -> None:
    draft, told = sought(Aging(forgets_at=7 * DAY))

    assert "policy" not in draft.tables
    assert len(lines_of(draft)) == 2
    assert "new ones are refused too" in told[-1]


def test_a_clock_that_does_not_move_shows_no_life() -> None:
    application = Aging()
    with searched(application) as (search, told):
        stuck = ProvenClock(Moving(application), date=time.time, moved=lambda _departed: None, patience=0)
        find_refresh_lifetime(search, stuck)

        assert application.away == 0
        assert len(lines_of(search.draft)) == 2
        assert "Not found: how long a refresh token lives." in told[-1]
