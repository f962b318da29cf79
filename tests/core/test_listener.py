"""The listener sees every request that comes, and its silence means something."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from fixtures.docket import Docket, Table
from fixtures.listener import Listener, listening
from fixtures.target.model import ListenerSection
from fixtures.verdict import Verdict, VerdictReached


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening(ListenerSection(host="127.0.0.1")) as running:
        yield running


def asked(url: str, method: str = "GET") -> httpx.Response:
    return httpx.request(method, url, trust_env=False, timeout=5)


def test_a_request_is_seen_with_its_path_its_host_and_its_caller(listener: Listener) -> None:
    path = listener.new_path("keys")

    answer = asked(f"{listener.url}{path}?kid=1")

    assert answer.status_code == 404
    (hit,) = listener.hits(path)
    assert (hit.method, hit.path, hit.caller) == ("GET", f"{path}?kid=1", "127.0.0.1")
    assert hit.host == listener.authority
    assert "httpx" in hit.agent


def test_requests_for_other_paths_are_told_apart(listener: Listener) -> None:
    one, other = listener.new_path(), listener.new_path()

    asked(f"{listener.url}{one}", "POST")

    assert [hit.method for hit in listener.hits(one)] == ["POST"]
    assert listener.hits(other) == ()


def test_what_is_published_is_answered(listener: Listener) -> None:
    address = listener.publish(listener.new_path("keys"), b'{"keys": []}')

    answer = asked(address)

    assert (answer.status_code, answer.json()) == (200, {"keys": []})
    assert answer.headers["content-type"] == "application/json"
    assert asked(address, "HEAD").content == b""


def test_a_tls_handshake_counts_as_a_request_without_a_path(listener: Listener) -> None:
    with pytest.raises(httpx.ConnectError):
        asked(listener.url.replace("http:", "https:"))

    assert [(hit.method, hit.path) for hit in listener.hits()] == [("TLS", "")]


def test_a_caller_that_says_nothing_keeps_nobody_waiting(listener: Listener) -> None:
    host, port = listener.authority.split(":")
    with socket.create_connection((host, int(port))):
        listener.must_be_alive()


def test_a_dead_listener_is_no_silence(listener: Listener) -> None:
    listener.must_be_alive()
    dead = Listener(url=listener.url, own_url="http://127.0.0.1:1")

    with pytest.raises(VerdictReached) as reached:
        dead.must_be_alive()

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE


def test_a_listener_that_somebody_else_answers_for_is_no_silence(listener: Listener) -> None:
    mistaken = Listener(url=listener.url, own_url=listener.url)

    with pytest.raises(VerdictReached) as reached:
        mistaken.must_be_alive()

    assert "somebody else" in reached.value.judgement.sentence


def test_without_a_declaration_its_silence_means_nothing() -> None:
    with listening(None) as running, pytest.raises(VerdictReached) as reached:
        running.require_reachable()

    assert reached.value.judgement.verdict is Verdict.UNTESTED
    assert "[listener]" in str(reached.value.judgement.next_step)


def test_a_target_that_reaches_nobody_has_nothing_to_fetch() -> None:
    with listening(None, is_absent=True) as running, pytest.raises(VerdictReached) as reached:
        running.require_reachable()

    assert reached.value.judgement.verdict is Verdict.INAPPLICABLE


def test_what_came_is_filed_as_evidence(listener: Listener, docket: Docket) -> None:
    path = listener.new_path()
    asked(f"{listener.url}{path}")

    listener.file(path)

    (table,) = docket.evidence
    assert isinstance(table, Table)
    assert [row[:2] for row in table.rows] == [("GET", path)]


@pytest.mark.parametrize(("host", "reached"), [("localhost", "127.0.0.1"), ("192.0.2.7", "127.0.0.1")])
def test_the_address_to_listen_on_follows_from_the_name(host: str, reached: str) -> None:
    with listening(ListenerSection(host=host)) as running:
        assert running.url.startswith(f"http://{host}:")
        assert running.own_url.startswith(f"http://{reached}:")
        running.must_be_alive()


def test_a_port_that_is_taken_is_said() -> None:
    with listening(None) as running:
        taken = ListenerSection(host="127.0.0.1", port=int(running.authority.rpartition(":")[2]))
        with pytest.raises(OSError, match="in use"), listening(taken):
            pass
