"""Whatever the other side answers, the wire returns in time, within bounds, and says what came."""

import gzip
import time
import zlib
from collections.abc import Callable

import pytest

from fixtures.wire import Ask, Reply, Wire
from tests.core.building import wire_to
from tests.core.loopback import (
    Answer,
    Loopback,
    Visit,
    closes,
    document,
    hangs,
    in_turn,
    raw,
    resets,
    respond,
    serving,
)

LIMIT = 4096
OK = b"HTTP/1.1 200 OK\r\n"


def drips(visit: Visit) -> None:
    """Send one byte after the other, none of them late."""
    visit.send(OK + b"Content-Length: 1000000\r\n\r\n")
    while visit.send(b"x") and not visit.server.over.wait(0.02):
        pass


def floods(visit: Visit) -> None:
    """Send a hundred megabytes, or as much as is taken."""
    visit.send(OK + b"Content-Length: 100000000\r\n\r\n")
    sent, block = 0, b"x" * 100_000
    while sent < 100_000_000 and visit.send(block):
        sent += len(block)
    visit.server.over.sent = sent  # type: ignore[attr-defined]  # a note for the test


def ask(wire: Wire, server: Loopback, path: str = "/me") -> Reply:
    return wire.send(Ask(method="GET", url=server.url + path), purpose="a test")


def answer_to(answer: Answer, **limits: float) -> Reply:
    with serving(answer) as server, wire_to(server.url, body_bytes=LIMIT, **limits) as wire:
        return ask(wire, server)


def test_an_answer_is_returned_and_recorded() -> None:
    headers = (("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2"), ("Date", "Thu, 01 Jan 2026 12:00:00 GMT"))
    with serving(document({"name": "ada"}, 201, *headers)) as server, wire_to(server.url) as wire:
        reply = ask(wire, server, "/me?x=1")

    assert (reply.status, reply.text, reply.date) == (201, '{"name": "ada"}', 1_767_268_800.0)
    assert [cookie.name for cookie in reply.cookies] == ["a", "b"]
    assert (reply.asked, reply.answered) == ("GET /me", "answered 201")
    assert reply.exchange.number == 1
    assert reply.exchange.response_body == '{"name": "ada"}'
    assert reply.exchange.url == f"{server.url}/me?x=1"
    assert not reply.exchange.is_truncated


def test_a_server_that_hangs_is_left_when_the_time_is_over() -> None:
    started = time.monotonic()

    reply = answer_to(hangs, timeout_seconds=0.3)

    assert reply.status is None
    assert reply.problem == "no answer within 0.3 s"
    assert reply.answered == "not answered (no answer within 0.3 s)"
    assert time.monotonic() - started < 5


def test_a_server_that_drips_is_left_when_the_time_is_over() -> None:
    started = time.monotonic()

    reply = answer_to(drips, timeout_seconds=1)

    assert (reply.status, reply.body) == (None, b"")
    assert reply.problem == "the answer took longer than 1 s"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (closes, "disconnected"),
        (raw(b""), "disconnected"),
        (raw(OK + b"Content-Length: 100\r\n\r\nshort"), "without sending complete message body"),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"), "without sending complete message body"),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "RemoteProtocolError"),
        (raw(OK + b"Content-Length: many\r\n\r\n"), "RemoteProtocolError"),
        (raw(b"\x00\xff\x13garbage\r\n\r\n" * 100), "RemoteProtocolError"),
        (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "RemoteProtocolError"),
        (raw(b"HTTP/1.1 999999 No\r\n\r\n"), "RemoteProtocolError"),
        (raw(OK + b"X-Huge: " + b"x" * 300_000 + b"\r\n\r\n"), "RemoteProtocolError"),
        (raw(OK + b"X-Many: y\r\n" * 30_000 + b"\r\n"), "RemoteProtocolError"),
    ],
    ids=["closes", "sends nothing", "truncated", "truncated chunk", "bad chunk", "bad length", "garbage",
         "another protocol", "bad status", "huge header", "endless headers"],
)  # fmt: skip
def test_what_is_no_answer_is_a_problem_in_words(answer: Answer, problem: str) -> None:
    reply = answer_to(answer)

    assert (reply.status, reply.body, reply.cookies) == (None, b"", ())
    assert problem in reply.problem
    assert reply.exchange.problem == reply.problem


def test_a_hundred_megabytes_are_not_read() -> None:
    with serving(floods) as server, wire_to(server.url, body_bytes=LIMIT) as wire:
        reply = ask(wire, server)
        sent_to_the_end = ask(wire, server)

    assert (reply.status, len(reply.body), reply.exchange.is_truncated) == (200, LIMIT, True)
    assert sent_to_the_end.status == 200
    assert getattr(server.over, "sent", 0) < 100_000_000


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1])
def test_the_bound_is_exact(length: int) -> None:
    reply = answer_to(respond(200, b"x" * length))

    assert (len(reply.body), reply.exchange.is_truncated) == (LIMIT, length > LIMIT)


def test_a_gzip_bomb_is_unpacked_no_further_than_the_bound() -> None:
    packed = gzip.compress(b"0" * 50_000_000)
    assert len(packed) > LIMIT

    with serving(respond(200, packed, ("Content-Encoding", "gzip"))) as server, wire_to(server.url) as wire:
        reply = ask(wire, server)

    assert (reply.status, reply.exchange.is_truncated) == (200, True)
    assert reply.body == b"0" * 1_048_576


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_an_answer_packed_unasked_is_read_all_the_same(coding: str, pack: Callable[[bytes], bytes]) -> None:
    reply = answer_to(respond(200, pack(b'{"name": "ada"}'), ("Content-Encoding", coding)))

    assert (reply.status, reply.text, reply.exchange.is_truncated) == (200, '{"name": "ada"}', False)


@pytest.mark.parametrize(
    ("body", "coding", "problem"),
    [
        (gzip.compress(gzip.compress(b"x" * 9)), "gzip, gzip", "which was not asked for"),
        (b"\x0b\x02\x80", "br", "packed as 'br'"),
        (b"not packed at all", "gzip", "cannot be unpacked"),
        (gzip.compress(b"x" * 99)[:-12], "gzip", "incomplete"),
    ],
    # Packed bytes hold the time of packing, and the workers must agree on the names of the cases.
    ids=["packed twice", "an unknown coding", "not packed", "cut short"],
)
def test_an_answer_that_cannot_be_unpacked_is_a_problem_in_words(body: bytes, coding: str, problem: str) -> None:
    reply = answer_to(respond(200, body, ("Content-Encoding", coding)))

    assert (reply.status, reply.body) == (None, b"")
    assert problem in reply.problem


def test_bytes_that_are_no_text_are_shown_and_do_no_harm() -> None:
    lines = [("Set-Cookie", "a=\udcff\udcfe; Path=/"), ("X-Odd", "\udcc3("), ("Date", "yesterday")]
    with serving(respond(200, b"\xff\xfe\x00 ok", *lines)) as server, wire_to(server.url) as wire:
        reply = ask(wire, server)

    assert reply.status == 200
    assert reply.text == "\ufffd\ufffd\x00 ok"
    assert reply.date is None
    assert [cookie.name for cookie in reply.cookies] == ["a"]
    assert "\ufffd" in dict(reply.exchange.response_headers)["X-Odd"]


@pytest.mark.parametrize(
    "date",
    ["", "garbage", "Mon, 99 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 +9999", "\udcff",
     "Thu, 01 Jan 99999999999999999999 00:00:00 GMT"],
)  # fmt: skip
def test_a_date_that_is_none_is_none(date: str) -> None:
    reply = answer_to(respond(200, b"", ("Date", date)))

    assert reply.status == 200
    assert reply.date is None


def test_a_date_of_an_unknown_zone_is_taken_for_utc() -> None:
    assert answer_to(respond(200, b"", ("Date", "Thu, 01 Jan 2026 12:00:00 -0000"))).date == 1_767_268_800.0


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with serving(respond(302, b"", ("Location", "/elsewhere"), ("Set-Cookie", "a=1"))) as server:
        with wire_to(server.url) as wire:
            reply = ask(wire, server)

        assert reply.status == 302
        assert [request.path for request in server.requests] == ["/me"]


def test_a_kept_connection_that_turns_out_to_be_closed_is_tried_once_more() -> None:
    with serving(in_turn(respond(200), closes, respond(204))) as server, wire_to(server.url) as wire:
        first, second = ask(wire, server), ask(wire, server)

        assert (first.status, second.status) == (200, 204)
        assert (len(server.requests), server.connections) == (3, 2)


@pytest.mark.parametrize(("method", "requests"), [("GET", 3), ("POST", 2)])
def test_a_kept_connection_that_is_reset_is_tried_once_more_for_what_changes_nothing(
    method: str, requests: int
) -> None:
    with serving(in_turn(respond(200), resets, respond(204))) as server, wire_to(server.url) as wire:
        ask(wire, server)
        second = wire.send(Ask(method=method, url=server.url), purpose="a test")

        assert second.status == (204 if method == "GET" else None)
        assert len(server.requests) == requests


def test_a_new_connection_that_closes_is_not_tried_again() -> None:
    with serving(closes) as server, wire_to(server.url) as wire:
        reply = ask(wire, server)

        assert reply.status is None
        assert len(server.requests) == 1


def test_a_server_that_closes_for_good_is_tried_once_more_and_no_further() -> None:
    with serving(in_turn(respond(200), closes)) as server, wire_to(server.url) as wire:
        ask(wire, server)

        reply = ask(wire, server)

        assert reply.status is None
        assert "disconnected" in reply.problem
        assert len(server.requests) == 3


def test_nobody_listens() -> None:
    with serving(respond()) as server:
        url = server.url

    with wire_to(url) as wire:
        reply = wire.send(Ask(method="GET", url=url), purpose="a test")

    assert reply.status is None
    assert "ConnectError" in reply.problem


def test_an_answer_that_is_no_http_leaves_the_wire_usable() -> None:
    with serving(in_turn(raw(b"\x16\x03\x01"), hangs, respond(200, "fine"))) as server:
        with wire_to(server.url, timeout_seconds=2) as wire:
            answers = [ask(wire, server) for _ in range(3)]

        assert [(reply.status, reply.text) for reply in answers] == [(None, ""), (None, ""), (200, "fine")]
