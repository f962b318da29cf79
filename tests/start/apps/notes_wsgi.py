"""An application for gunicorn: logs in at /login, names the user of a token at /me, refreshes at /refresh."""

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import jwt

KEY = os.environ.get("NOTES_KEY", "a-key-of-at-least-thirty-two-bytes-for-tests")
PASSWORD = os.environ.get("NOTES_PASSWORD", "")
ACCESS_SECONDS, REFRESH_SECONDS = int(os.environ.get("NOTES_ACCESS_SECONDS", "900")), 2_592_000
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
    return 200, {"token": token("access", ACCESS_SECONDS), "refresh": token("refresh", REFRESH_SECONDS)}


def answer(path: str, authorization: str, body: bytes) -> Answer:
    """Answer one request."""
    given = json.loads(body or b"{}")
    if path == "/login":
        return issued() if given == {"username": "ada", "password": PASSWORD} else (401, {})
    if path == "/me":
        who = subject(authorization.removeprefix("Bearer "), "access")
        return (200, {"name": who}) if who is not None else (401, {})
    if path == "/refresh":
        return issued() if subject(str(given.get("refresh")), "refresh") is not None else (401, {})
    return (200, {"time": time.time()}) if path == "/healthz" else (404, {})


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Serve WSGI."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, document = answer(environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION", ""), body)
    start_response(f"{status} {_REASONS[status]}", [("Content-Type", "application/json")])
    return [json.dumps(document).encode()]
