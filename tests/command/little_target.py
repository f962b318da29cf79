"""A small honest application on loopback that can be told to misbehave: the hostile and the broken targets."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt

PASSWORDS = {"ada": "correct-horse-ada", "bob": "correct-horse-bob"}
LIFETIME = 600
PREFLIGHT_REQUESTS = 7
"""Requests of the preflight with two users: reachable, two for each login, anonymous, garbage."""

Misbehaviour = Callable[["Visit"], None]
"""Answers a request in its own way, or not at all."""


@dataclass
class LittleTarget:
    """What the application remembers. ``misbehaviour`` takes over after ``honest_requests`` honest ones."""

    misbehaviour: Misbehaviour | None = None
    honest_requests: int = 0
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    sessions: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when the misbehaviour has been met."""
    leave: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: whoever hangs lets go."""
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def misbehaves_now(self) -> bool:
        """Count a request and say whether it is to be answered honestly."""
        with self.lock:
            self.seen += 1
            return self.misbehaviour is not None and self.seen > self.honest_requests

    def token(self, user: str) -> str:
        """Issue an access token."""
        now = int(time.time())
        claims = {"sub": user, "iat": now, "exp": now + LIFETIME, "jti": secrets.token_hex(8)}
        return jwt.encode(claims, self.key, algorithm="HS256")

    def user_of(self, authorization: str | None) -> str | None:
        """Say whose access token a request carries."""
        try:
            claims = jwt.decode((authorization or "").removeprefix("Bearer "), self.key, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return None
        return str(claims["sub"])


class Visit(BaseHTTPRequestHandler):
    """One request to the application."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        """Answer who is asking."""
        self._answer(self._me)

    def do_POST(self) -> None:
        """Log in, refresh or log out."""
        routes = {"/login": self._login, "/refresh": self._refresh, "/logout": self._logout}
        self._answer(routes.get(self.path, self._nothing))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the signature of the standard library
        """Keep quiet."""

    def reply(self, status: int, body: object = None, *, cookie: str | None = None) -> None:
        """Send a JSON answer."""
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if cookie is not None:
            self.send_header("Set-Cookie", f"refresh={cookie}; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=3600")
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, honest: Callable[[], None]) -> None:
        target = self.server.target
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if target.misbehaves_now() and target.misbehaviour is not None:
            target.reached.set()
            target.misbehaviour(self)
        else:
            honest()

    def _me(self) -> None:
        user = self.server.target.user_of(self.headers.get("Authorization"))
        self.reply(200, {"name": user}) if user is not None else self.reply(401, {"error": "unauthorized"})

    def _login(self) -> None:
        given = json.loads(self.body)
        if PASSWORDS.get(given["username"]) != given["password"]:
            self.reply(401, {"error": "wrong credentials"})
            return
        self._issue(given["username"])

    def _refresh(self) -> None:
        user = self.server.target.sessions.pop(self._cookie(), None)
        self._issue(user) if user is not None else self.reply(401, {"error": "no session"})

    def _logout(self) -> None:
        self.server.target.sessions.pop(self._cookie(), None)
        self.reply(200, {}, cookie="")

    def _nothing(self) -> None:
        self.reply(404, {"error": "not found"})

    def _issue(self, user: str) -> None:
        refresh = secrets.token_urlsafe(32)
        self.server.target.sessions[refresh] = user
        expiry = int(time.time()) + LIFETIME
        self.reply(200, {"token": self.server.target.token(user), "expiry": expiry}, cookie=refresh)

    def _cookie(self) -> str:
        return (self.headers.get("Cookie") or "").removeprefix("refresh=")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    target: LittleTarget

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what some tests are about."""


@contextmanager
def served(target: LittleTarget) -> Iterator[LittleTarget]:
    """Serve ``target`` on a free port of loopback."""
    with _Server(("127.0.0.1", 0), Visit) as server:
        server.target = target
        target.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield target
        finally:
            target.leave.set()
            server.shutdown()
            thread.join()


def target_file(folder: Path, url: str, *, limits: str = "", login: str = "/login", tls: str = "") -> Path:
    """Write the target file of the application; the passwords are those of :func:`credentials`."""
    path = folder / "target.toml"
    path.write_text(
        f"""
[target]
name = "A little application"
url = "{url}"
absent = ["browser", "ssr", "logout-everywhere"]

[users.ada]
username = "ada"
password = "${{ADA_PASSWORD}}"

[users.bob]
username = "bob"
password = "${{BOB_PASSWORD}}"

[login]
url = "{login}"
json = {{ username = "{{username}}", password = "{{password}}" }}
access_token = {{ body = "/token" }}
refresh_token = {{ cookie = "refresh" }}
expiry = {{ body = "/expiry" }}

[identity]
url = "/me"
user = {{ body = "/name" }}

[refresh]
url = "/refresh"

[logout]
url = "/logout"

{tls}
[limits]
{limits}
""",
        encoding="utf-8",
    )
    return path


def credentials(**changes: str) -> dict[str, str]:
    """Return the passwords as a CI job would provide them."""
    return {**{f"{name.upper()}_PASSWORD": word for name, word in PASSWORDS.items()}, **changes}


def answers_500(visit: Visit) -> None:
    """The server is broken."""
    visit.reply(500, {"error": "internal"})


def answers_nothing(visit: Visit) -> None:
    """The server takes the request and never answers."""
    visit.server.target.leave.wait()


def closes(visit: Visit) -> None:
    """The server hangs up without an answer."""
    visit.close_connection = True


def sends_garbage(visit: Visit) -> None:
    """The server does not speak HTTP."""
    visit.wfile.write(secrets.token_bytes(4096))
    visit.close_connection = True


def sends_a_flood(visit: Visit) -> None:
    """The server answers 200 with 100 MB that are no JSON."""
    size, block = 100_000_000, b"x" * 1_000_000
    visit.send_response(200)
    visit.send_header("Content-Type", "application/json")
    visit.send_header("Content-Length", str(size))
    visit.end_headers()
    for _ in range(size // len(block)):
        visit.wfile.write(block)


MISBEHAVIOURS: tuple[Misbehaviour, ...] = (answers_500, answers_nothing, closes, sends_garbage, sends_a_flood)
