"""The ways in which a target can be broken and still answer like a secure one, or like none at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from secrets import token_bytes
from threading import Lock

import jwt

from tests.core.application import Application
from tests.core.loopback import Answer, Visit, closes, document, hangs, raw, respond

PREFLIGHT_REQUESTS = 7
"""With two users: reachable, two for each login, anonymous, garbage."""
_KEY = token_bytes(32)
_MANY_BYTES = 10 * 1024 * 1024
_REQUESTS_LEFT = 40
_SPARED = 10
_HOUR = 3600
_ENDPOINTS = ("/me", "/login", "/refresh", "/logout")

Spoiling = Callable[[Application, Answer], Answer]
"""From the application and one honest endpoint of it to what answers there instead."""


def mint(user: str, number: int, *, late: int = 0) -> str:
    """Make an honest access token; with ``late``, by a clock that is so many seconds behind."""
    now = int(time.time()) - late
    claims = {"sub": f"id-of-{user}", "jti": str(number), "iat": now, "exp": now + 600}
    return jwt.encode(claims, _KEY, algorithm="HS256")


def always(answer: Answer) -> Spoiling:
    """Answer so, whatever is asked."""
    return lambda _application, _honest: answer


@dataclass
class _Sink:
    """Takes the bytes of an answer in the place of a socket."""

    sent: bytearray = field(default_factory=bytearray)

    def sendall(self, content: bytes) -> None:
        self.sent += content


def _bytes_of(honest: Answer, visit: Visit) -> bytes:
    sink = _Sink()
    honest(Visit(visit.request, visit.server, sink))
    return bytes(sink.sent)


def _accepting(application: Application, honest: Answer) -> Answer:
    def answer(visit: Visit) -> None:
        # Asked once only: what is asked for may be given once only.
        whole = _bytes_of(honest, visit)
        if whole.startswith(b"HTTP/1.1 2"):
            visit.send(whole)
        elif visit.request.path.startswith("/me"):
            document({"name": "ada"})(visit)
        else:
            application.issue(visit, "ada")

    return answer


def _from_the_cache(_application: Application, honest: Answer) -> Answer:
    kept: list[bytes] = []

    def answer(visit: Visit) -> None:
        kept.append(_bytes_of(honest, visit))
        visit.send(kept.pop(0) if len(kept) > 1 else kept[0])

    return answer


def _after(spoilt: Answer) -> Spoiling:
    def spoiling(application: Application, honest: Answer) -> Answer:
        def answer(visit: Visit) -> None:
            seen = len(application.server.requests) if application.server is not None else 0
            (spoilt if seen > PREFLIGHT_REQUESTS + _REQUESTS_LEFT else honest)(visit)

        return answer

    return spoiling


def _every_tenth(_application: Application, honest: Answer) -> Answer:
    """Close a kept connection under every tenth request to an endpoint.

    The first request of a connection is spared, and the next one takes its place: which of several requests at once
    opens a connection is chance, and only under those that do not is a request sent again.
    """
    seen, lock = 0, Lock()

    def is_dropped(visit: Visit) -> bool:
        nonlocal seen
        with lock:
            seen += 1
            is_due = seen >= _SPARED and not visit.is_first
            seen = 0 if is_due else seen
            return is_due

    return lambda visit: (closes if is_dropped(visit) else honest)(visit)


def _resets(visit: Visit) -> None:
    visit.reset()


def _redirects_to_itself(visit: Visit) -> None:
    respond(302, "", ("Location", visit.request.path))(visit)


def _truncated(_application: Application, honest: Answer) -> Answer:
    def answer(visit: Visit) -> None:
        whole = _bytes_of(honest, visit)
        # Some answers have no body: then half of the head is what comes.
        head, _, body = whole.partition(b"\r\n\r\n")
        visit.send(head + b"\r\n\r\n" + body[: len(body) // 2] if body else whole[: len(whole) // 2])
        visit.close()

    return answer


_FILLER = b"".join(b"X-Filler-%d: %s\r\n" % (number, b"x" * 1000) for number in range(_MANY_BYTES // 1000))

SPOILT: dict[str, Spoiling] = {
    "refuses everything with 401": always(respond(401)),
    "refuses everything with 403": always(document({"error": "forbidden"}, 403)),
    "knows nothing": always(respond(404, "<h1>Not found</h1>")),
    "accepts everything": _accepting,
    "redirects everything to the login": always(respond(302, "", ("Location", "/login"))),
    "redirects in a loop": always(_redirects_to_itself),
    "throttles everything": always(respond(429, "", ("Retry-After", "60"))),
    "throttles after 40 requests": _after(respond(429, "", ("Retry-After", "60"))),
    "dies after 40 requests": _after(_resets),
    "drops every tenth connection": _every_tenth,
    "answers 200 with nothing": always(respond(200)),
    "answers 200 with an empty object": always(document({})),
    "answers 200 with a page": always(respond(200, "<!doctype html><title>Maintenance</title>")),
    "answers 500": always(respond(500, "Traceback (most recent call last)")),
    "answers from a cache what the one before got": _from_the_cache,
    "closes": always(closes),
    "resets": always(_resets),
    "hangs": always(hangs),
    "truncates": _truncated,
    "sends garbage": always(raw(b"\x00\x01\x02\r\n\r\n")),
    "sends 10 MB of headers": always(raw(b"HTTP/1.1 200 OK\r\n" + _FILLER + b"Content-Length: 0\r\n\r\n")),
    "sends a body of 10 MB": always(respond(200, b"x" * _MANY_BYTES)),
    "sends invalid UTF-8": always(respond(200, b'{"name": "\xff\xfe\xfd"}', ("Content-Type", "application/json"))),
    "sends invalid JSON": always(respond(200, '{"name": "ada"', ("Content-Type", "application/json"))),
}
"""What a target does once preflight is over, by what it is called."""

MINTING: dict[str, Callable[[str, int], str]] = {
    "issues words in the shape of a token": lambda user, number: f"bm90.{number}.dG9rZW4tb2Yt{user}",
    "is an hour late": partial(mint, late=_HOUR),
    "is an hour early": partial(mint, late=-_HOUR),
}
"""What a target does from the beginning, and what its access tokens are."""

SEEN_AT_ONCE = frozenset(SPOILT) - {
    "throttles after 40 requests", "dies after 40 requests", "drops every tenth connection",
    "answers from a cache what the one before got",
}  # fmt: skip
"""Those with which an audit may not even begin."""
SHORT = (
    "refuses everything with 401",
    "answers 200 with nothing",
    "closes",
    "sends invalid JSON",
)
"""Those that are tried where the whole proof was not asked for."""


def spoil(application: Application, name: str, *, login_works: bool = False, after: int = PREFLIGHT_REQUESTS) -> None:
    """Let an application break, by its name here, once ``after`` requests were answered."""
    if name in MINTING:
        _mint_otherwise(application, name)
        return
    honest: dict[str, Answer] = {
        "/me": application.me, "/login": application.login, "/refresh": application.renew,
        "/logout": application.log_out,
    }  # fmt: skip
    spoilt = {path: SPOILT[name](application, honest[path]) for path in _ENDPOINTS}

    def replacing(path: str) -> Answer:
        def answer(visit: Visit) -> None:
            seen = len(application.server.requests) if application.server is not None else 0
            (spoilt if seen > after else honest)[path](visit)

        return answer

    application.instead = {path: replacing(path) for path in _ENDPOINTS if not (login_works and path == "/login")}


def _mint_otherwise(application: Application, name: str) -> None:
    application.mint = MINTING[name]
    late = {"is an hour late": _HOUR, "is an hour early": -_HOUR}.get(name)
    if late is None:
        return
    honest: dict[str, Answer] = {
        "/me": application.me, "/login": application.login, "/refresh": application.renew,
        "/logout": application.log_out,
    }  # fmt: skip

    def dated(answer: Answer) -> Answer:
        def dated_answer(visit: Visit) -> None:
            first, _, rest = _bytes_of(answer, visit).partition(b"\r\n")
            date = formatdate(time.time() - late, usegmt=True).encode()
            visit.send(first + b"\r\nDate: " + date + b"\r\n" + rest)

        return dated_answer

    application.instead = {path: dated(answer) for path, answer in honest.items()}
