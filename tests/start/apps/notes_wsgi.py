"""An application for gunicorn: logs in at /login, names the user of a token at /me, refreshes at /refresh."""

import json
import os
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

import jwt

KEY = os.environ.get("NOTES_KEY", "a-key-of-at-least-thirty-two-bytes-for-tests")
PASSWORD = os.environ.get("NOTES_PASSWORD", "")
ACCESS_SECONDS, REFRESH_SECONDS = int(os.environ.get("NOTES_ACCESS_SECONDS", "900")), 2_592_000
OPAQUE_SECONDS = int(os.environ.get("NOTES_OPAQUE_SECONDS", "0"))
"""Where it is set, refresh tokens are opaque and live so long; without, they are JWT that say so."""
BEGUN: dict[str, float] = {}
_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found"}

Answer = tuple[int, dict[str, object]]


def token(kind: str, seconds: int) -> str:
    """Mint a token of ada's."""
    now = int(time.time())
    return jwt.encode({"sub": "ada", "kind": kind, "iat": now, "exp": now + seconds}, KEY, "HS256")


def subject(text: str, kind: str) -> str | None:
    """Return whose token this is; None for any but a living one of this kind."""
    try:
        claims = jwt.decode(text, KEY, ["HS256"])
    except jwt.InvalidTokenError:
        return None
    return str(claims["sub"]) if claims.get("kind") == kind else None


def issued() -> Answer:
    """Answer with both tokens."""
    refresh = token("refresh", REFRESH_SECONDS)
    if OPAQUE_SECONDS:
        refresh = secrets.token_urlsafe(32)
        BEGUN[refresh] = time.time()
    return 200, {"token": token("access", ACCESS_SECONDS), "refresh": refresh}


def renews(refresh: str) -> bool:
    """Whether a refresh token is a living one; an opaque one is spent by this."""
    if OPAQUE_SECONDS:
        return time.time() - BEGUN.pop(refresh, 0.0) < OPAQUE_SECONDS
    return subject(refresh, "refresh") is not None


def answer(path: str, authorization: str, body: bytes) -> Answer:
    """Answer one request."""
    given = json.loads(body or b"{}")
    if path == "/login":
        return issued() if given == {"username": "ada", "password": PASSWORD} else (401, {})
    if path == "/me":
        who = subject(authorization.removeprefix("Bearer "), "access")
        return (200, {"name": who}) if who is not None else (401, {})
    if path == "/refresh":
        return issued() if renews(str(given.get("refresh"))) else (401, {})
    return (200, {"time": time.time()}) if path == "/healthz" else (404, {})


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Serve WSGI."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, document = answer(environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION", ""), body)
    start_response(f"{status} {_REASONS[status]}", [("Content-Type", "application/json")])
    return [json.dumps(document).encode()]
