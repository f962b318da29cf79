"""The process: what it says, how it ends, and what it leaves behind."""

import json
import signal
from pathlib import Path

import pytest

from tests.reference_server.running import ADA, Server, log_in, start_process

TWICE = json.dumps([{"username": "ada", "password": "hush-hush", "name": "Ada"}] * 2)


def test_the_ready_line_says_where_it_is(tmp_path: Path) -> None:
    with Server("--state-dir", str(tmp_path / "state")) as server, server.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}

    assert server.ready == {
        "ready": True,
        "url": server.url,
        "ca_file": str(tmp_path / "state" / "ca.pem"),
        "pid": server.process.pid,
        "profile": "guide-2019",
        "algorithm": "HS256",
        "app": server.url,
        "second_api": server.ready["second_api"],
        "faults": [],
    }
    assert (tmp_path / "state" / "ca.pem").read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_the_end_of_the_input_ends_it_cleanly_with_connections_open() -> None:
    server = Server()
    ca_file = Path(server.ready["ca_file"])
    with server.client() as client:
        log_in(client)
        code, errors = server.stop()

    assert (code, errors) == (0, "")
    assert not ca_file.parent.exists()


def test_it_says_nothing_about_passwords_or_tokens() -> None:
    server = Server()
    with server.client() as client:
        log_in(client)
        client.post("/login", json={"username": ADA.username, "password": "a wrong password"})
        client.get("/me", headers={"Authorization": "Bearer a-wrong-token"})
        _, errors = server.stop()

    assert errors == ""


def test_termination_removes_the_temporary_files() -> None:
    process = start_process(users=None)
    assert process.stdout is not None
    ca_file = Path(json.loads(process.stdout.readline())["ca_file"])
    assert ca_file.exists()

    process.send_signal(signal.SIGTERM)

    process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGTERM
    assert not ca_file.parent.exists()


def test_without_people_it_makes_two_with_random_passwords() -> None:
    with start_process("--control", users=None) as process:
        assert process.stdout is not None
        users = json.loads(process.stdout.readline())["users"]
        process.communicate(timeout=10)

    assert [user["username"] for user in users] == ["ada", "bob"]
    assert all(len(user["password"]) == 16 for user in users)
    assert users[0]["password"] != users[1]["password"]


@pytest.mark.parametrize(
    ("arguments", "users", "sentence"),
    [
        (("--fault", "forget_to_rotate"), None, "there is no fault named forget_to_rotate; did you mean forgets_to_"),
        (("--fault", "x"), None, "there is no fault named x; --list-faults names them all"),
        (("--database", "nonsense"), None, "the database given with --database can not be used"),
        (("--database", "sqlite:////nowhere/x.db"), None, "the database given with --database can not be used"),
        (("--host", "192.0.2.1"), None, "can not listen on 192.0.2.1 port 0"),
        ((), "[]", "REFERENCE_USERS must be a JSON list"),
        ((), '[{"username": "ada", "password": "hush-hush"}]', "REFERENCE_USERS must be a JSON list"),
        ((), "hush-hush", "REFERENCE_USERS must be a JSON list"),
        ((), TWICE, "REFERENCE_USERS names a user name twice"),
    ],
)
def test_a_mistake_is_one_sentence_and_exits_2(arguments: tuple[str, ...], users: str | None, sentence: str) -> None:
    with start_process(*arguments, users=users) as process:
        said, errors = process.communicate(timeout=10)

    assert (process.returncode, said) == (2, "")
    assert errors.startswith(f"reference_server: {sentence}")
    assert errors.count("\n") == 1
    assert "hush-hush" not in errors
