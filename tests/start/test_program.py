"""A deployment that an audit starts is ready when the audit begins, and gone when it ends, however it ends."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from fixtures.errors import ExitCode, RunError
from fixtures.program import is_loopback
from tests.command.running import bearproof, environment
from tests.start.files import COMMANDS, PASSWORD, audited, written

PATIENCE = 30.0
_STRAYS = 'sleep 600 & echo $! >"$CHILD"; setsid sleep 600 & '
LEAVES_A_CHILD = COMMANDS["gunicorn"].replace("sh -c '", f"sh -c '{_STRAYS}")
"""A server that leaves a child beside it, and one that has left its process group."""


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_ended_with_everything_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHILD", str(tmp_path / "child"))
    with audited(monkeypatch, written(tmp_path, LEAVES_A_CHILD)) as audit:
        port, child = port_of(audit.target.target.url), int((tmp_path / "child").read_text())
        assert answers(port)
        assert is_running(child)

    assert not answers(port)
    assert not is_running(child)


def test_ended_when_the_audit_is_killed(tmp_path: Path) -> None:
    path = written(tmp_path, LEAVES_A_CHILD)
    script = (
        "import os, pathlib\n"
        "from fixtures.audit import Order, opened\n"
        "from fixtures.redact import Vault\n"
        f"with opened(Order(target_file=pathlib.Path({str(path)!r})), Vault()) as audit:\n"
        "    print(audit.target.target.url, flush=True)\n"
        "    input()\n"
    )
    env = environment({"NOTES_PASSWORD": PASSWORD, "CHILD": str(tmp_path / "child")})
    with subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        port = port_of(killed.stdout.readline().strip())
        below = psutil.Process(killed.pid).children(recursive=True)
        child = int((tmp_path / "child").read_text())
        assert answers(port)
        os.kill(killed.pid, signal.SIGKILL)

    _gone, alive = psutil.wait_procs(below, timeout=PATIENCE)

    assert alive == []
    assert not answers(port)
    assert not is_running(child)


def test_a_command_that_cannot_be_run_is_a_bad_target_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError) as caught, audited(monkeypatch, written(tmp_path, "no-such-program --port 1")):
        pytest.fail("it cannot have started")

    assert caught.value.exit_code is ExitCode.USAGE
    assert "No such file" in caught.value.message
    assert "start.command" in caught.value.next_step


def test_a_program_that_ends_at_once_shows_its_last_words_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "sh -c 'echo the database is locked by \"$NOTES_PASSWORD\"; exit 3'"
    with pytest.raises(RunError) as caught, audited(monkeypatch, written(tmp_path, command)):
        pytest.fail("it cannot have started")

    assert caught.value.exit_code is ExitCode.NOT_JUDGED
    assert "ended with 3 before it was ready" in caught.value.message
    assert "the database is locked by ‹password›" in caught.value.message


def test_a_program_that_never_gets_ready_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "sleep 600")
    path.write_text(path.read_text().replace("timeout_seconds = 30.0", "timeout_seconds = 0.5"))
    with pytest.raises(RunError, match=r"not ready within 0\.5 s: 127\.") as caught, audited(monkeypatch, path):
        pytest.fail("it cannot have started")

    assert caught.value.exit_code is ExitCode.NOT_JUDGED


def test_an_address_that_is_taken_is_not_audited_by_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, COMMANDS["gunicorn"])
    with socket.create_server(("127.0.0.1", 0)) as other:
        path.write_text(path.read_text().replace("${PORT}", str(other.getsockname()[1])))
        with pytest.raises(RunError, match=r"answers at 127\.0\.0\.1:.* already") as caught, audited(monkeypatch, path):
            pytest.fail("somebody else answers there")

    assert caught.value.exit_code is ExitCode.USAGE


def test_only_this_machine_is_started_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, COMMANDS["gunicorn"])
    path.write_text(path.read_text().replace("http://127.0.0.1:${PORT}", "https://notes.example"))
    with (
        pytest.raises(RunError, match=r"names notes\.example, which would be audited instead"),
        audited(monkeypatch, path),
    ):
        pytest.fail("it must not be started")


@pytest.mark.parametrize("host", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "notes.example", "fe80::1", ""])
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_the_command_audits_what_it_starts(tmp_path: Path) -> None:
    path = written(tmp_path, COMMANDS["gunicorn"], '[clock]\nkind = "preload"\n')

    ended = bearproof(
        "audit", path, "--rule", "token/expired-rejected", "--rule", "refresh/expired-rejected", "--no-browser",
        cwd=tmp_path, env={"NOTES_PASSWORD": PASSWORD},
    )  # fmt: skip

    assert ended.exit_code == 0, ended.said
    assert "2 of 2 binding rules passed" in " ".join(ended.out.split())
