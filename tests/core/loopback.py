"""A server on loopback that speaks HTTP byte by byte, so that it can answer in every wrong way there is."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

_LONGEST_TEST = 20.0
"""Seconds after which a hanging answer lets go, so that a broken test ends."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str
    """Path and query."""
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header field, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that came along."""
        pairs = (pair.partition("=") for pair in (self.header("Cookie") or "").split("; ") if pair)
        return {name: value for name, _, value in pairs}


@dataclass
class Loopback:
    """What the server saw, and the event that lets hanging answers go."""

    url: str
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)


class Taker(Protocol):
    """Where the bytes of an answer go: a socket, or what stands for one."""

    def sendall(self, content: bytes, /) -> None:
        """Take them all."""


@dataclass
class Visit:
    """One request and the socket to answer it on."""

    request: Request
    server: Loopback
    _socket: Taker
    is_open: bool = True
    is_first: bool = True
    """Whether it is the first request of its connection."""

    def send(self, raw: bytes) -> bool:
        """Send bytes as they are; returns whether somebody still takes them."""
        try:
            self._socket.sendall(raw)
        except OSError:
            self.is_open = False
        return self.is_open

    def close(self) -> None:
        """Close the connection after this answer."""
        self.is_open = False

    def reset(self) -> None:
        """End the connection with a reset instead of a farewell."""
        if isinstance(self._socket, socket.socket):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.is_open = False


Answer = Callable[[Visit], None]


def respond(status: int = 200, body: bytes | str = b"", *headers: tuple[str, str]) -> Answer:
    """Answer properly, and keep the connection."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    raw = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content

    def answer(visit: Visit) -> None:
        visit.send(raw)

    return answer


def document(value: object, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """Answer with JSON."""
    return respond(status, json.dumps(value), ("Content-Type", "application/json"), *headers)


def raw(content: bytes) -> Answer:
    """Send these bytes and close."""

    def answer(visit: Visit) -> None:
        visit.send(content)
        visit.close()

    return answer


def closes(visit: Visit) -> None:
    """Close the connection instead of an answer."""
    visit.close()


def resets(visit: Visit) -> None:
    """Reset the connection instead of an answer."""
    visit.reset()


def hangs(visit: Visit) -> None:
    """Say nothing until the test is over."""
    visit.server.over.wait(_LONGEST_TEST)
    visit.close()


def in_turn(*answers: Answer) -> Answer:
    """Give one answer after the other, and the last one for ever."""
    left = list(answers)

    def answer(visit: Visit) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(visit)

    return answer


@contextmanager
def serving(answer: Answer, *, host: str = "127.0.0.1", name: str = "") -> Iterator[Loopback]:
    """Serve on a free port of ``host``; ``name`` is how the URL calls it, where that differs."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        shown = name or (f"[{host}]" if ":" in host else host)
        server = Loopback(f"http://{shown}:{listener.getsockname()[1]}")
        threads = [threading.Thread(target=_accept, args=(listener, server, answer))]
        threads[0].start()
        try:
            yield server
        finally:
            server.over.set()
            with socket.create_connection(listener.getsockname()[:2]):
                threads[0].join()


def _accept(listener: socket.socket, server: Loopback, answer: Answer) -> None:
    while True:
        connection, _address = listener.accept()
        if server.over.is_set():
            connection.close()
            return
        server.connections += 1
        threading.Thread(target=_serve, args=(connection, server, answer), daemon=True).start()


def _serve(connection: socket.socket, server: Loopback, answer: Answer) -> None:
    with connection, connection.makefile("rb") as stream:
        if not connection.recv(1, socket.MSG_PEEK).isalpha():
            # A handshake, or a client that left: servers of plain HTTP say so at once.
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        is_first = True
        while True:
            try:
                head = _read_head(stream.readline)
            except OSError:
                return
            if head is None:
                return
            method, path, headers = head
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            request = Request(method=method, path=path, headers=headers, body=stream.read(length))
            server.requests.append(request)
            visit = Visit(request, server, connection, is_first=is_first)
            is_first = False
            answer(visit)
            if not visit.is_open:
                return


def _read_head(readline: Callable[[], bytes]) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    first = readline().decode("utf-8", "surrogateescape").split()
    if len(first) != 3:
        return None
    headers: list[tuple[str, str]] = []
    while line := readline().decode("utf-8", "surrogateescape").strip():
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    return first[0], first[1], tuple(headers)
