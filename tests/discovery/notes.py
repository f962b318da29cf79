"""Small applications on loopback whose sessions work in different ways, and which keep what they were asked."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import jwt

from tests.core.loopback import Answer, Loopback, Request, Visit, document, respond, serving

USERS = {"ada": secrets.token_urlsafe(12), "bob": secrets.token_urlsafe(12)}
PASSWORDS = {"ADA_PASSWORD": USERS["ada"], "BOB_PASSWORD": USERS["bob"]}
_LIFE = 600


@dataclass
class Notes:
    """What an application remembers: its sessions, and the access tokens that logout has ended."""

    key: str = field(default_factory=lambda: secrets.token_hex(32))
    sessions: dict[str, str] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)

    def access_token(self, user: str) -> str:
        """Issue an access token."""
        now = int(time.time())
        claims = {"sub": user, "iat": now, "exp": now + _LIFE, "jti": secrets.token_hex(8)}
        return jwt.encode(claims, self.key, algorithm="HS256")

    def user_of(self, request: Request) -> str | None:
        """Say whose access token a request carries."""
        token = (request.header("Authorization") or "").removeprefix("Bearer ")
        try:
            return str(jwt.decode(token, self.key, algorithms=["HS256"])["sub"])
        except jwt.InvalidTokenError:
            return None

    def session_for(self, user: str) -> str:
        """Begin a session."""
        session = secrets.token_urlsafe(32)
        self.sessions[session] = user
        return session


class Bearer(Notes):
    """An API without a page: a JWT in the body, an opaque refresh token beside it, under names that nobody expects."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        given = json_in(request)
        match request.method, request.path:
            case "POST", "/api/sessions":
                missing = [name for name in ("identifier", "passphrase") if name not in given]
                if missing:
                    return document({"errors": dict.fromkeys(missing, "is missing")}, 422)
                if USERS.get(str(given["identifier"])) != given["passphrase"]:
                    return document({"error": "credentials"}, 401)
                return self._issue(str(given["identifier"]))
            case "POST", "/api/sessions/renew":
                if "zweig" not in given:
                    return document({"errors": {"zweig": "is missing"}}, 422)
                user = self.sessions.pop(str(given["zweig"]), None)
                return self._issue(user) if user is not None else document({}, 401)
            case "POST", "/api/logout":
                ended = self.sessions.pop(str(given.get("zweig")), None)
                return document({}, 200 if ended else 401)
            case "GET", "/api/whoami":
                user = self.user_of(request)
                return document({"data": {"login": user}}) if user is not None else document({}, 401)
        return document({"error": "no such thing"}, 404)

    def _issue(self, user: str) -> Answer:
        until = (int(time.time()) + _LIFE) * 1000
        return document({"blatt": self.access_token(user), "zweig": self.session_for(user), "until": until})


class Nameless(Bearer):
    """The same API, but no call says who is signed in: a good token is told the same as any other."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if (request.method, request.path) == ("GET", "/api/whoami"):
            is_known = self.user_of(request) is not None
            return document({"asked": secrets.token_hex(4), "state": "fine"}) if is_known else document({}, 401)
        return super().answer(request)


class Forms(Notes):
    """Pages rendered by the server: a form with a value against forgery, a session cookie beside a decoy, no token."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        user = self.sessions.get(request.cookies.get("s", ""))
        match request.method, request.path:
            case "GET", "/login":
                return self._form()
            case "POST", "/login":
                fields = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
                was_shown = fields.get("proof", "") in self.forms
                if not was_shown or USERS.get(fields.get("user", ""), "-") != fields.get("word"):
                    return respond(403, "<p>No.", ("Content-Type", "text/html"))
                return respond(
                    302, "", ("Location", "/account"), _cookie("s", self.session_for(fields["user"])),
                    _cookie("decoy", secrets.token_urlsafe(32)),
                )  # fmt: skip
            case "GET", "/account" if user is not None:
                return respond(200, f"<h1>Notes</h1><p>Signed in as {user}</p>", ("Content-Type", "text/html"))
            case "GET", "/account":
                return respond(302, "", ("Location", "/login"))
            case "POST", "/logout":
                self.sessions.pop(request.cookies.get("s", ""), None)
                return respond(302, "", ("Location", "/"), ("Set-Cookie", "s=; Path=/; Max-Age=0"))
        return respond(404, "<h1>Nothing</h1>", ("Content-Type", "text/html"))

    def _form(self) -> Answer:
        proof = secrets.token_urlsafe(24)
        self.forms.add(proof)
        return respond(
            200,
            f'<form method="post" action="/login"><input type="hidden" name="proof" value="{proof}">'
            '<input name="user"><input type="password" name="word"><button>Log in</button></form>',
            ("Content-Type", "text/html"),
        )


@contextmanager
def served(application: Bearer | Forms) -> Iterator[Loopback]:
    """Serve an application on a free port for as long as the block lasts."""

    def answer(visit: Visit) -> None:
        application.answer(visit.request)(visit)

    with serving(answer) as server:
        yield server


def addresses_that_got(server: Loopback, secret: str) -> set[str]:
    """Return the methods and addresses to which ``secret`` was sent, anywhere in the request."""
    found = set()
    for request in server.requests:
        whole = f"{request.path} {request.headers} {request.body.decode('utf-8', 'replace')}"
        if secret in whole:
            found.add(f"{request.method} {request.path}")
    return found


def _cookie(name: str, value: str) -> tuple[str, str]:
    return "Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax"


def json_in(request: Request) -> dict[str, object]:
    """Return the JSON object of a request, empty where it has none."""
    try:
        given = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
