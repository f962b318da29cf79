"""The clock that a parent process moves."""

import time
from email.utils import parsedate_to_datetime

import httpx
import jwt
import pytest

from tests.reference_server.running import Server, log_in

YEAR_2000 = 946_684_800.0


def _date(client: httpx.Client) -> float:
    return parsedate_to_datetime(client.get("/healthz").headers["date"]).timestamp()


@pytest.mark.parametrize("moment", [YEAR_2000, 4_102_444_800.0], ids=["back", "forth"])
def test_dates_and_tokens_follow_the_clock(server: Server, client: httpx.Client, moment: float) -> None:
    _date(client)

    now = server.command(move_to=moment)

    assert moment <= now < moment + 5
    assert moment <= _date(client) < moment + 5
    claims = jwt.decode(log_in(client), options={"verify_signature": False})
    assert moment <= claims["iat"] < moment + 5


def test_the_clock_advances_both_ways_and_ticks(server: Server) -> None:
    start = server.command(now=True)

    assert 1000 <= server.command(advance=1000) - start < 1010
    assert -1000 <= server.command(advance=-2000) - start < -990
    assert 0 <= server.command(advance=1000) - start < 20
    assert abs(server.command(now=True) - time.time()) < 20


@pytest.mark.parametrize(
    "line",
    ["", "nonsense", "{}", "[]", '{"move_to": "soon"}', '{"move_to": 1e300}', '{"advance": NaN}', '{"advance": true}'],
)
def test_a_wrong_command_is_answered_and_moves_nothing(server: Server, line: str) -> None:
    before = server.command(now=True)

    assert set(server.say(line)) == {"error"}
    assert 0 <= server.command(now=True) - before < 20
