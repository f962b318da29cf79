"""What the target's clock went through during a rule is told as one timeline, beside the requests."""

from dataclasses import replace

import pytest

from fixtures.docket import Docket, Moment, Timeline, current
from fixtures.passage import file_passage
from tests.core.building import exchange
from tests.core.test_clock import PretendedClock


def _timeline(docket: Docket) -> Timeline:
    [found] = [item for item in docket.evidence if isinstance(item, Timeline)]
    return found


def test_moves_and_requests_stand_in_order_on_the_clock_of_the_target(docket: Docket) -> None:
    clock = PretendedClock().proven
    docket.began = 90.0
    docket.add_exchange(replace(exchange(1), started=50.0, purpose="read from a journey"))
    docket.add_exchange(replace(exchange(2), started=100.0, purpose="control"))
    docket.add_exchange(replace(exchange(3), started=103.0, purpose="a spent token"))
    clock.advance(2_592_000)
    docket.moves = [replace(docket.moves[0], made=101.0)]

    file_passage(docket)

    moments = _timeline(docket).moments
    assert [(moment.at, moment.who) for moment in moments] == [
        (0.0, "Bearproof"), (2_592_001.0, "clock"), (2_592_003.0, "Bearproof"),
    ]  # fmt: skip
    assert moments[1].what == "moves on by 2592000 s (30 days)"
    assert "(a spent token): answered" in moments[2].what


def test_a_rule_that_tells_of_the_time_itself_is_not_told_again(docket: Docket) -> None:
    PretendedClock().proven.advance(900)
    current().add_evidence(Timeline(title="Two tabs", moments=(Moment(at=0.0, who="tab A", what="opens"),)))

    file_passage(docket)

    assert _timeline(docket).title == "Two tabs"


def test_without_a_move_there_is_nothing_to_tell(docket: Docket) -> None:
    docket.add_exchange(exchange(1))

    file_passage(docket)

    assert docket.evidence == []


@pytest.mark.parametrize("sent", [200, 500])
def test_of_many_requests_the_first_are_told_and_the_others_counted(docket: Docket, sent: int) -> None:
    PretendedClock().proven.advance(900)
    for number in range(sent):
        docket.add_exchange(replace(exchange(number), started=docket.began + 1 + number))

    file_passage(docket)

    moments = _timeline(docket).moments
    assert len(moments) == 201
    assert moments[-1].what == f"… {sent + 1 - 200} more"
