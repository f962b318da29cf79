"""Which sockets of a page are meant by the rule about lazy ones, and what it makes of them."""

import pytest

from fixtures import docket
from fixtures.browser.sockets import PageSockets, sockets_must_be_lazy
from fixtures.docket import Docket
from fixtures.verdict import Verdict, VerdictReached, worst

_ADDRESS = "wss://app.example/graphql"
_LAZY = ("opening", "greeting", "operation")


def _sockets(
    *happened: str, url: str = _ADDRESS, page: str = "https://app.example/", protocol: str = ""
) -> PageSockets:
    sockets = PageSockets()
    for one in happened:
        protocols = [protocol] if protocol else []
        sockets.take({"id": "1", "url": url, "page": page, "protocols": protocols, "happened": one})
    return sockets


def _verdict(sockets: PageSockets) -> Verdict:
    with docket.opened(Docket()) as filed:
        try:
            sockets_must_be_lazy(sockets, _ADDRESS, masked=str)
        except VerdictReached as reached:
            return reached.judgement.verdict
        return worst(one.verdict for one in filed.judgements)


def test_a_socket_that_is_used_at_once_is_lazy() -> None:
    assert _verdict(_sockets(*_LAZY)) is Verdict.PASSED


@pytest.mark.parametrize("happened", [("opening", "idle"), ("opening", "greeting", "idle", "operation")])
def test_a_socket_without_a_use_was_opened_early(happened: tuple[str, ...]) -> None:
    assert _verdict(_sockets(*happened)) is Verdict.FAILED


@pytest.mark.parametrize(
    ("page", "verdict"), [("https://app.example/", Verdict.FAILED), ("http://localhost:3000/", Verdict.PASSED)]
)
def test_no_tls_is_a_failure_where_the_page_came_by_tls(page: str, verdict: Verdict) -> None:
    assert _verdict(_sockets(*_LAZY, url="ws://localhost:3000/graphql", page=page)) is verdict


def test_sockets_that_are_never_let_in_tell_nothing() -> None:
    assert _verdict(_sockets("opening", "greeting")) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("url", "protocol"),
    [("wss://app.example/", "vite-hmr"), ("wss://app.example/graphql", "vite-hmr"), ("wss://app.example/ws", "")],
)
def test_sockets_of_other_kinds_are_not_meant(url: str, protocol: str) -> None:
    assert _verdict(_sockets("opening", "idle", url=url, protocol=protocol)) is Verdict.PASSED


@pytest.mark.parametrize("payload", [None, {"id": 1}, {"happened": "too much"}, {"protocols": "graphql-ws"}])
def test_what_the_hooks_would_not_say_is_no_pass(payload: object) -> None:
    sockets = _sockets(*_LAZY)
    sockets.take(payload)
    assert _verdict(sockets) is Verdict.INCONCLUSIVE
