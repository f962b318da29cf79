"""Clocks beside the preload: an endpoint, a command, waiting, libfaketime; and what is said where none can be had."""

import json
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from fixtures.audit import Audit
from fixtures.clock import ProvenClock, faketime
from fixtures.clock.choice import clock_of
from fixtures.clock.preload import shift_for
from fixtures.clock.waiting import WaitingClock
from fixtures.errors import ExitCode, RunError
from fixtures.program import Program
from fixtures.target.start import Start
from fixtures.trials.token.lifetimes import access_token_must_die
from fixtures.verdict import Verdict, VerdictReached
from tests.core.application import Application, running
from tests.core.building import audit_of, target
from tests.core.judging import outcome
from tests.core.loopback import Visit, respond
from tests.start.files import COMMANDS, FIFTEEN_MINUTES, THIRTY_DAYS, audited, written
from tests.start.test_preload import seconds_away


class MovableTarget:
    """An application with a clock of its own, which a request to /test/clock sets."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.asked: list[object] = []
        self.is_deaf = False

    def set_clock(self, visit: Visit) -> None:
        """Take the offset of the request."""
        given = json.loads(visit.request.body)
        self.asked.append(given)
        if self.is_deaf:
            respond(503)(visit)
            return
        self.offset = float(given["shift"])
        respond(204)(visit)

    def me(self, visit: Visit) -> None:
        """Answer 401 with the target's Date."""
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + self.offset))
        respond(401, b"{}", ("Date", date))(visit)


@contextmanager
def steered(application: Application, clock: Mapping[str, object], folder: Path) -> Iterator[ProvenClock]:
    """Connect to an application whose target file has this ``[clock]``."""
    assert application.server is not None
    described = target(application.server.url, clock=clock, limits={"timeout_seconds": 30})
    with audit_of(described) as audit:
        yield clock_of(audit.sessions, folder=folder)


def test_an_endpoint_of_the_target_moves_its_time(tmp_path: Path) -> None:
    movable = MovableTarget()
    section = {"kind": "http", "url": "/test/clock", "json": {"shift": "{offset}", "now": "{iso}"}}
    with running() as application, steered(application, section, tmp_path) as clock:
        application.instead |= {"/test/clock": movable.set_clock, "/me": movable.me}
        clock.advance(FIFTEEN_MINUTES)
        assert movable.offset == FIFTEEN_MINUTES
        clock.advance(THIRTY_DAYS)
        clock.restore()

    shifts = [asked["shift"] for asked in movable.asked if isinstance(asked, dict)]
    assert shifts == [900, 2_592_900, 0]
    assert clock.trouble == ""


def test_an_endpoint_that_moves_nothing_is_found_out(tmp_path: Path) -> None:
    movable = MovableTarget()
    section = {"kind": "http", "url": "/test/clock", "json": {"shift": "{offset}"}}
    with running() as application, steered(application, section, tmp_path) as clock:
        application.instead |= {"/test/clock": respond(204), "/me": movable.me}
        with pytest.raises(VerdictReached) as reached:
            clock.advance(FIFTEEN_MINUTES)

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "Date header moved by" in reached.value.judgement.sentence


def test_a_clock_that_does_not_come_back_is_never_used_again(tmp_path: Path) -> None:
    movable = MovableTarget()
    section = {"kind": "http", "url": "/test/clock", "json": {"shift": "{offset}"}}
    with running() as application, steered(application, section, tmp_path) as clock:
        application.instead |= {"/test/clock": movable.set_clock, "/me": movable.me}
        clock.advance(FIFTEEN_MINUTES)
        movable.is_deaf = True
        clock.restore()
        with pytest.raises(VerdictReached) as reached:
            clock.advance(FIFTEEN_MINUTES)

    assert "could not be brought back" in clock.trouble
    assert "answered 503" in clock.trouble
    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE


def test_a_command_moves_the_time_of_the_target(tmp_path: Path) -> None:
    movable = MovableTarget()

    def me(visit: Visit) -> None:
        movable.offset = float((tmp_path / "offset").read_text() if (tmp_path / "offset").exists() else 0)
        movable.me(visit)

    code = "import sys, pathlib; pathlib.Path('offset').write_text(sys.argv[1])"
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(code)} {{offset}}"
    with running() as application, steered(application, {"kind": "command", "command": command}, tmp_path) as clock:
        application.instead["/me"] = me
        clock.advance(THIRTY_DAYS)
        assert (tmp_path / "offset").read_text() == "2592000"
        clock.restore()

    assert (tmp_path / "offset").read_text() == "0"
    assert clock.trouble == ""


@pytest.mark.parametrize(
    ("command", "said"),
    [("sh -c 'echo the container is not there; exit 4'", "ended with 4: the container is not there"),
     ("no-such-program {offset}", "could not be run")],
)  # fmt: skip
def test_a_command_that_fails_moves_nothing_and_says_why(command: str, said: str, tmp_path: Path) -> None:
    movable = MovableTarget()
    with running() as application, steered(application, {"kind": "command", "command": command}, tmp_path) as clock:
        application.instead["/me"] = movable.me
        with pytest.raises(VerdictReached) as reached:
            clock.advance(FIFTEEN_MINUTES)

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert said in reached.value.judgement.sentence


def test_waiting_really_waits_and_stops_at_its_cap() -> None:
    clock = WaitingClock(0.3)
    began = time.monotonic()

    clock.advance(0.2)

    assert time.monotonic() - began >= 0.2
    with pytest.raises(VerdictReached) as reached:
        clock.advance(0.2)
    assert reached.value.judgement.verdict is Verdict.UNTESTED
    assert "wait_seconds" in (reached.value.judgement.next_step or "")


def test_a_short_token_is_seen_to_expire_by_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half of it is waited, and up to a second of the rest is not there: times in tokens are whole seconds.
    monkeypatch.setenv("NOTES_ACCESS_SECONDS", "6")
    path = written(tmp_path, COMMANDS["gunicorn"], '[clock]\nkind = "wait"\nwait_seconds = 30.0\n')
    with audited(monkeypatch, path) as audit:
        judged = outcome(lambda: access_token_must_die(audit))

    assert judged.verdict is Verdict.PASSED


def test_no_page_is_looked_after_while_waiting() -> None:
    clock = ProvenClock(WaitingClock(60), date=time.time, moved=lambda _departed: None).for_pages

    assert not clock.is_movable
    with pytest.raises(VerdictReached) as reached:
        clock.advance(1)
    assert reached.value.judgement.verdict is Verdict.UNTESTED


def test_without_compiler_and_library_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faketime, "library", lambda: None)

    with pytest.raises(RunError, match="needs a C compiler") as caught:
        shift_for(Start(command="node app.js"), tmp_path, {"PATH": str(tmp_path)})

    assert caught.value.exit_code is ExitCode.USAGE
    assert "apt-get install gcc" in caught.value.next_step


def test_a_compiler_that_fails_says_what_it_said(tmp_path: Path) -> None:
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\necho time.h is missing >&2\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(RunError, match=r"(?s)could not be compiled by .*time\.h is missing"):
        shift_for(Start(command="node app.js"), tmp_path, {"PATH": "/usr/bin:/bin", "CC": str(broken)})


def test_elsewhere_than_on_linux_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(RunError, match="on Linux only"):
        shift_for(Start(command="node app.js"), tmp_path, {})


needs_faketime = pytest.mark.skipif(faketime.library() is None, reason="libfaketime is not installed")


@needs_faketime
@pytest.mark.parametrize("runtime", ["gunicorn", "node"])
def test_libfaketime_stands_in_for_the_compiler(runtime: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fixtures.clock.preload.compiler", lambda _environ: None)
    with audited(monkeypatch, written(tmp_path, COMMANDS[runtime], '[clock]\nkind = "preload"\n')) as audit:
        for seconds in (FIFTEEN_MINUTES, THIRTY_DAYS):
            audit.clock.advance(seconds)
            assert seconds_away(audit) == pytest.approx(seconds, abs=2)
            audit.clock.restore()
            assert audit.clock.trouble == ""
            assert seconds_away(audit) == pytest.approx(0, abs=2)


def test_where_only_a_restart_brings_time_back_it_is_not_moved_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with audited(monkeypatch, written(tmp_path, COMMANDS["node"])) as audit:
        program = _program_of(audit, tmp_path)
        steering = faketime.FakeTime(path=tmp_path / "clock", environment={}, returns=False)
        clock = faketime.FakeTimeClock(steering, program)
        clock.advance(60)
        with pytest.raises(VerdictReached) as reached:
            clock.advance(-60)

    assert (tmp_path / "clock").read_text() == "+60\n"
    assert reached.value.judgement.verdict is Verdict.UNTESTED


def _program_of(audit: Audit, folder: Path) -> Program:
    assert audit.target.start is not None
    return Program(audit.target, audit.target.start, folder, {}, folder / "log", audit.vault.masked)
