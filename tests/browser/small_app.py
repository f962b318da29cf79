"""A small single-page application on loopback, whose page can be any that a test needs."""

import json
import math
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt

PASSWORD = "correct horse battery staple"
NAME = "Ada Lovelace"
_PAGES = Path(__file__).with_name("pages")
_API = ("/api/login", "/api/refresh", "/api/logout", "/api/me", "/api/clock")


@dataclass
class SmallApp:
    """What the application serves. ``uses_cookies`` makes its API take the session cookie instead of a token."""

    page: str
    uses_cookies: bool = False
    life: int = 900
    status: int = 200
    """Status of every page."""
    same_site: str = "Lax"
    """What the session cookie says of SameSite."""
    renews_by_header: bool = False
    """The refresh answers 204, and the new token is in the header X-Token."""
    url: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    sessions: dict[str, float] = field(default_factory=dict)
    """When each session was opened or refreshed last."""
    rest: float = math.inf
    """Seconds without a refresh after which a session is over."""
    offset: float = 0.0
    """Seconds by which the clock of the application is ahead."""

    @property
    def now(self) -> float:
        """The time of the application, in seconds since the epoch."""
        return time.time() + self.offset

    def answer(self, method: str, path: str, cookie: str, authorization: str, body: bytes) -> tuple[int, str, str]:
        """Return status, body and cookie value to set ("-" to clear, empty for none) for a call of the API."""
        if (method, path) == ("POST", "/api/login"):
            given = json.loads(body or b"{}")
            if given != {"email": "ada@example.com", "password": PASSWORD}:
                return 401, "{}", ""
            return self._issue()
        if (method, path) == ("POST", "/api/refresh"):
            used = self.sessions.pop(cookie, None)
            if used is None or self.now - used > self.rest:
                return 401, "{}", "-"
            return self._issue(renews=True)
        if (method, path) == ("POST", "/api/clock"):
            self.offset = float(json.loads(body)["offset"])
            return 204, "", ""
        if (method, path) == ("POST", "/api/logout"):
            self.sessions.pop(cookie, None)
            return 204, "", "-"
        if path == "/api/me" and (cookie in self.sessions if self.uses_cookies else self._is_valid(authorization)):
            return 200, json.dumps({"name": NAME}), ""
        return 401, "{}", ""

    def headers(self, status: int, text: str, cookie: str) -> Iterator[tuple[str, str]]:
        """Yield the headers of an answer: its cookie, and the token of one that has no body."""
        if status == 204 and text:
            yield "X-Token", text
        if cookie:
            value, age = ("", 0) if cookie == "-" else (cookie, 86_400)
            yield "Set-Cookie", f"sid={value}; Path=/; HttpOnly; SameSite={self.same_site}; Max-Age={age}"

    def _issue(self, *, renews: bool = False) -> tuple[int, str, str]:
        session = secrets.token_urlsafe(32)
        self.sessions[session] = self.now
        now = int(self.now)
        claims = {"sub": "ada", "iat": now, "exp": now + self.life, "jti": secrets.token_hex(8)}
        token = jwt.encode(claims, self.key, algorithm="HS256")
        if renews and self.renews_by_header:
            return 204, token, session
        return 200, json.dumps({"access_token": token}), session

    def _is_valid(self, authorization: str) -> bool:
        try:
            token = authorization.removeprefix("Bearer ")
            # Its own clock decides, which may be moved.
            claims = jwt.decode(
                token, self.key, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}
            )
        except jwt.InvalidTokenError:
            return False
        return bool(claims["exp"] > self.now)

    def target_file(self, folder: Path, *, app: str = 'url = "/"') -> Path:
        """Write the application's target file; ``app`` are the lines of its table [app]."""
        cookie = '[access]\ncookie = "sid"\n' if self.uses_cookies else ""
        renewed = 'access_token = { header = "X-Token" }' if self.renews_by_header else ""
        token = '{ cookie = "sid" }' if self.uses_cookies else '{ body = "/access_token" }'
        path = folder / "target.toml"
        path.write_text(
            f"""
[target]
name = "a small application"
url = "{self.url}"
[users.ada]
username = "ada@example.com"
password = "${{SMALL_APP_PASSWORD}}"
identity = "{NAME}"
[login]
url = "/api/login"
json = {{ email = "{{username}}", password = "{{password}}" }}
access_token = {token}
refresh_token = {{ cookie = "sid" }}
[identity]
url = "/api/me"
user = {{ body = "/name" }}
[refresh]
url = "/api/refresh"
{renewed}
[logout]
url = "/api/logout"
[clock]
kind = "http"
url = "/api/clock"
json = {{ offset = "{{offset}}" }}
{cookie}
[app]
{app}
[limits]
timeout_seconds = 3.0
""",
            encoding="utf-8",
        )
        return path


@contextmanager
def serving(app: SmallApp) -> Iterator[SmallApp]:
    """Serve ``app`` on loopback for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
            """Say nothing: the test's output is about the test."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.split("?")[0]
            if path not in _API:
                self._send(app.status if path in ("/", "/login") else 404, "text/html; charset=utf-8", app.page, "")
                return
            cookies = SimpleCookie(self.headers.get("Cookie", ""))
            session = cookies["sid"].value if "sid" in cookies else ""
            authorization = self.headers.get("Authorization", "")
            status, text, cookie = app.answer(self.command, path, session, authorization, body)
            self._send(status, "application/json", text, cookie)

        def _send(self, status: int, kind: str, text: str, cookie: str) -> None:
            raw = b"" if status == 204 else text.encode()
            self.send_response_only(status)
            self.send_header("Date", formatdate(app.now, usegmt=True))
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            for name, value in app.headers(status, text, cookie):
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    app.url = f"http://localhost:{server.server_port}"
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(*scripts: str, form: str = "form") -> str:
    """Return a page of the application: ``scripts`` run before it, ``form`` names the login form that it shows."""
    parts = "\n".join(f"<script>{script}</script>" for script in scripts)
    template = (_PAGES / f"{form}.html").read_text(encoding="utf-8")
    client = (_PAGES / "client.js").read_text(encoding="utf-8")
    return f"<!doctype html><title>Small</title>{parts}<div id=view></div>{template}<script>{client}</script>"
