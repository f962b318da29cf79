"""A small application whose tokens are bound to a fingerprint cookie in one of many ways, with or without mistakes."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import jwt

from fixtures.target.model import Target
from tests.core.building import PASSWORDS, target
from tests.core.loopback import Loopback, Visit, document, respond, serving

_KEY = "a key of at least thirty-two bytes"


def sha256(value: str) -> str:
    """The usual hash of a fingerprint."""
    return hashlib.sha256(value.encode()).hexdigest()


@dataclass
class BoundApplication:
    """Tokens in the body, a fingerprint in the cookie ``cookie``, its hash among the claims that ``claims`` makes.

    ``asks_at`` are the paths at which the fingerprint is asked for. ``adopts`` keeps a fingerprint that was there,
    ``believes`` names a field of the refresh whose hash counts, ``forgets`` leaves the claim out at refresh. ``takes``
    says of a presented fingerprint whether it will do for the one that was issued; only the same one does by default.
    """

    cookie: str = "__Host-fgp"
    hashed: Callable[[str], str] = sha256
    claims: Callable[[str], Mapping[str, Any]] = lambda said: {"fgp": said}
    asks_at: tuple[str, ...] = ("/me", "/refresh")
    adopts: bool = False
    believes: str = ""
    forgets: bool = False
    takes: Callable[[str, str], bool] = str.__eq__
    server: Loopback | None = None
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """User and hash of each refresh token."""
    issued: dict[str, str] = field(default_factory=dict)
    """The fingerprint behind each hash."""

    def described(self, **changes: Any) -> Target:
        """The target file of the application."""
        assert self.server is not None
        tables: dict[str, Any] = {
            "login": {
                "url": "/login",
                "json": {"username": "{username}", "password": "{password}"},
                "access_token": {"body": "/token"},
                "refresh_token": {"body": "/refresh"},
            },
            "refresh": {"url": "/refresh", "json": {"refresh": "{refresh_token}"}},
            "limits": {"timeout_seconds": 30},
        }
        return target(self.server.url, **{**tables, **changes})

    def answer(self, visit: Visit) -> None:
        """Answer one request."""
        path = visit.request.path.partition("?")[0]
        {"/me": self._me, "/login": self._login, "/refresh": self._refresh}.get(path, respond(404))(visit)

    def _me(self, visit: Visit) -> None:
        token = (visit.request.header("Authorization") or "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, _KEY, algorithms=["HS256"])
        except jwt.PyJWTError:
            respond(401)(visit)
            return
        is_bound = self._will_do(visit, json.dumps(claims))
        if "/me" in self.asks_at and not is_bound and not (self.forgets and claims.get("renewed")):
            respond(401)(visit)
            return
        document({"name": claims["sub"]})(visit)

    def _login(self, visit: Visit) -> None:
        given = _json(visit)
        if PASSWORDS.get(str(given.get("username"))) != given.get("password"):
            respond(401)(visit)
            return
        fresh = (self._presented(visit) if self.adopts else "") or f"{token_hex(12)}-xY{token_hex(4)}"
        refresh = token_hex(16)
        self.sessions[refresh] = (str(given["username"]), self.hashed(fresh))
        self.issued[self.hashed(fresh)] = fresh
        cookie = ("Set-Cookie", f"{self.cookie}={fresh}; Path=/; Secure; HttpOnly; SameSite=Strict")
        token = self._token(str(given["username"]), self.hashed(fresh))
        document({"token": token, "refresh": refresh}, 200, cookie)(visit)

    def _refresh(self, visit: Visit) -> None:
        given = _json(visit)
        user, said = self.sessions.get(str(given.get("refresh")), ("", ""))
        believed = str(given.get(self.believes) or said)
        if not user or ("/refresh" in self.asks_at and not self._will_do(visit, believed)):
            respond(401)(visit)
            return
        claims = {"renewed": True} if self.forgets else {}
        token = self._token(user, said, **claims) if not self.forgets else self._token(user, "", **claims)
        document({"token": token}, 200)(visit)

    def _token(self, user: str, said: str, **more: Any) -> str:
        made = {**self.claims(said), "jti": token_hex(8)} if said else {"jti": token_hex(8)}
        return jwt.encode({"sub": user, **made, **more}, _KEY)

    def _will_do(self, visit: Visit, said: str) -> bool:
        """Whether the request comes with a fingerprint that will do for the one whose hash is in ``said``."""
        presented = self._presented(visit)
        known = {**self.issued, self.hashed(presented): presented}
        return bool(presented) and any(self.takes(presented, value) for mark, value in known.items() if mark in said)

    def _presented(self, visit: Visit) -> str:
        line = visit.request.header("Cookie") or ""
        values = [pair.strip().partition("=")[2] for pair in line.split(";")
                  if pair.strip().partition("=")[0] == self.cookie]  # fmt: skip
        return values[0] if len(values) == 1 else ""


def _json(visit: Visit) -> dict[str, Any]:
    try:
        given = json.loads(visit.request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


@contextmanager
def serving_bound(application: BoundApplication) -> Iterator[BoundApplication]:
    """Serve the application for as long as the block lasts."""
    with serving(application.answer) as server:
        application.server = server
        yield application
