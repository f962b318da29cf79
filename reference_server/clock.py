"""Lets a parent process move the server's time, by JSON lines on standard input."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from freezegun import freeze_time

from reference_server.moment import epoch_now

_REAL_TIME: Final = ["sqlalchemy.pool", "sqlalchemy.util.queue"]
"""A connection pool that waits must not give up because the clock jumped."""


class MovableClock(Protocol):
    """What is needed of freezegun's ticking clock."""

    def move_to(self, target_datetime: datetime) -> None:
        """Sets the time, from which it ticks on."""


def movable_clock() -> MovableClock:
    """Makes all of Python's clocks movable, for as long as the process lives; timers of the event loop keep real time.

    They are not given back: freezegun looks through every module for that, and nobody waits for the end of a server.
    """
    clock: MovableClock = _frozen().start()
    return clock


def acquaint() -> None:
    """Has freezegun look through the modules that are loaded, so that it need not do so again in a fork."""
    with _frozen():
        pass


def _frozen() -> Any:
    return freeze_time(datetime.now(UTC), tick=True, real_asyncio=True, ignore=_REAL_TIME)


def obey(clock: MovableClock, *, on_end: Callable[[], None]) -> None:
    """Obeys one command per line of standard input and answers each on standard output.

    ``{"move_to": EPOCH_SECONDS}``, ``{"advance": SECONDS}`` (negative to go back) and ``{"now": true}`` are answered
    ``{"now": EPOCH_SECONDS}`` once the clock has moved; anything else ``{"error": "..."}``. When the input ends,
    ``on_end`` is called: a server must not survive the process that holds its clock.
    """
    try:
        for line in sys.stdin:
            _say(_obeyed(line, clock))
    finally:
        on_end()


def _obeyed(line: str, clock: MovableClock) -> dict[str, float | str]:
    try:
        match json.loads(line):
            case {"move_to": int() | float() as moment} if not isinstance(moment, bool):
                clock.move_to(datetime.fromtimestamp(moment, UTC))
            case {"advance": int() | float() as seconds} if not isinstance(seconds, bool):
                clock.move_to(datetime.fromtimestamp(epoch_now() + seconds, UTC))
            case {"now": True}:
                pass
            case _:
                return {"error": 'expected {"move_to": SECONDS}, {"advance": SECONDS} or {"now": true}'}
    except (ValueError, OverflowError, OSError, RecursionError) as trouble:
        return {"error": f"the clock did not move: {trouble}"}
    return {"now": epoch_now()}


def _say(answer: dict[str, float | str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
