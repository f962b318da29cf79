"""Fifteen minutes, thirty days and back, for every runtime that was promised, seen in the target's own answers."""

import time
from pathlib import Path

import pytest

from fixtures.audit import Audit
from fixtures.cookies import new_jar
from fixtures.trials.refresh.outlived import record
from fixtures.trials.token.lifetimes import access_token_must_die
from fixtures.verdict import Verdict
from fixtures.wire import Ask
from tests.core.judging import outcome
from tests.start.files import COMMANDS, FIFTEEN_MINUTES, PRELOAD, THIRTY_DAYS, audited, written

pytestmark = pytest.mark.skipif("sys.platform != 'linux'", reason="preloading works on Linux")


def seconds_away(audit: Audit) -> float:
    """Return how far the target's own time is from the true one."""
    wire = audit.deployment.wire
    reply = wire.send(Ask(method="GET", url=wire.url("/healthz")), purpose="a test", jar=new_jar())
    return float(reply.text.removeprefix('{"time":').removesuffix("}")) - time.time()


@pytest.mark.parametrize("runtime", COMMANDS)
def test_time_moves_there_and_back(runtime: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with audited(monkeypatch, written(tmp_path, COMMANDS[runtime], PRELOAD)) as audit:
        for seconds in (FIFTEEN_MINUTES, THIRTY_DAYS, -THIRTY_DAYS):
            audit.clock.advance(seconds)
            assert seconds_away(audit) == pytest.approx(seconds, abs=2)
            audit.clock.restore()
            assert audit.clock.trouble == ""
            assert seconds_away(audit) == pytest.approx(0, abs=2)


@pytest.mark.parametrize("runtime", ["gunicorn", "uvicorn", "node"])
def test_both_tokens_are_seen_to_expire(runtime: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with audited(monkeypatch, written(tmp_path, COMMANDS[runtime], PRELOAD)) as audit:
        access = outcome(lambda: access_token_must_die(audit))
        audit.clock.restore()
        refresh = outcome(lambda: record(audit).must_have_been_refused())

    assert (access.verdict, refresh.verdict) == (Verdict.PASSED, Verdict.PASSED)
