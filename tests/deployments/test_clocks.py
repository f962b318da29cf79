"""The journeys of the real products' clocks are judged by what the products show."""

import os
from pathlib import Path

import pytest

from deployments.clocks import DISTANCES, Journey, journeys_of
from tests.start.files import COMMANDS, PASSWORD, PRELOAD, written

ENVIRON = {**os.environ, "NOTES_PASSWORD": PASSWORD}


# The clock is a library that the loader of Linux puts before the others; elsewhere there is nothing to be moved.
@pytest.mark.skipif("sys.platform != 'linux'", reason="preloading works on Linux")
def test_a_clock_that_moves_is_seen_to_move_and_to_come_back(tmp_path: Path) -> None:
    before = dict(os.environ)

    made = journeys_of(written(tmp_path, COMMANDS["uvicorn"], PRELOAD), ENVIRON)

    assert [one.distance for one in made] == list(DISTANCES)
    assert all(one.is_good for one in made), made
    assert dict(os.environ) == before


def test_a_clock_that_nothing_moves_is_no_good_journey(tmp_path: Path) -> None:
    made = journeys_of(written(tmp_path, COMMANDS["uvicorn"]), ENVIRON)

    assert not any(one.is_good for one in made)
    assert all("cannot be moved" in one.trouble for one in made)


@pytest.mark.parametrize(
    ("there", "back", "trouble"),
    [(900.0, 900.0, ""), (0.0, 0.0, ""), (float("nan"), 0.0, ""), (900.0, 0.0, "The login was refused.")],
)
def test_what_was_not_seen_is_no_good_journey(there: float, back: float, trouble: str) -> None:
    assert not Journey(distance=900.0, there=there, back=back, trouble=trouble).is_good
    assert Journey(distance=900.0, there=900.4, back=-0.6).is_good
