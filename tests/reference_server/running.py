"""A reference server in a process of its own, and a client that is no browser."""

import json
import os
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

CHECKOUT: Final = Path(__file__).parents[2]
COOKIE: Final = "__Host-refresh_token"


@dataclass(frozen=True, kw_only=True)
class User:
    """Someone with an account on the server."""

    username: str
    password: str = field(repr=False)
    name: str


ADA: Final = User(username="ada", password="correct horse battery", name="Ada <b>Lovelace</b>")
BOB: Final = User(username="bob", password="staple in the stable", name="Bob Babbage")
MALLORY: Final = User(username='<script src="//x"></script>', password="{{ 7 * 7 }}", name="</script>")
PEOPLE: Final = (ADA, BOB, MALLORY)


def start_process(*arguments: str, users: str | None) -> subprocess.Popen[str]:
    """Starts the server; its first line on standard output is the ready line."""
    environment = {name: value for name, value in os.environ.items() if name != "REFERENCE_USERS"}
    if users is not None:
        environment["REFERENCE_USERS"] = users
    return subprocess.Popen(
        [sys.executable, "-m", "reference_server", *arguments],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Server:
    """A server with Ada, Bob and Mallory, whose clock can be moved. A context manager."""

    def __init__(self, *arguments: str) -> None:
        people = [{"username": user.username, "password": user.password, "name": user.name} for user in PEOPLE]
        self.process = start_process("--control", *arguments, users=json.dumps(people))
        line = self._line()
        if not line:
            raise RuntimeError(f"the server did not start: {self.process.communicate()[1]}")
        self.ready: dict[str, Any] = json.loads(line)
        self.url = str(self.ready["url"])
        self.trust = ssl.create_default_context(cafile=self.ready["ca_file"])

    def client(self) -> httpx.Client:
        """A new client with a cookie jar of its own."""
        return httpx.Client(base_url=self.url, verify=self.trust)

    def say(self, text: str) -> dict[str, Any]:
        """Sends one line on the control pipe and returns the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def command(self, **command: float) -> float:
        """Sends a clock command and returns the server's time in epoch seconds."""
        return float(self.say(json.dumps(command))["now"])

    def stop(self) -> tuple[int, str]:
        """Ends the server by ending its input; returns its exit code and what it wrote to standard error."""
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.returncode is None:
            self.stop()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


def log_in(client: httpx.Client, user: User = ADA) -> str:
    """Logs in and returns the access token; the refresh cookie is in the client's jar."""
    answer = client.post("/login", json={"username": user.username, "password": user.password})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["jwt_token"])


def bearer(token: str) -> dict[str, str]:
    """The header that carries an access token."""
    return {"Authorization": f"Bearer {token}"}


def refresh_token(client: httpx.Client) -> str:
    """The refresh token in the client's jar."""
    value = client.cookies.get(COOKIE)
    assert value is not None
    return value


def cookie(token: str) -> dict[str, str]:
    """The header that carries a refresh token; sent by a client with an empty jar, it is the only cookie."""
    return {"Cookie": f"{COOKIE}={token}"}
