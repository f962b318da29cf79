"""A run keeps its pace, asks only whom it may, heeds a target that wants a pause, and wastes no login."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fixtures.cookies import new_jar
from fixtures.restraint import Restraint, insisting
from fixtures.sessions import Sessions
from fixtures.target.hosts import hosts_of, names_of
from fixtures.target.limits import Limits
from fixtures.verdict import Verdict, VerdictReached
from fixtures.wire import Ask, Reply, Wire, user_agent
from tests.core.application import running
from tests.core.building import audit_of, deployment_of, target, wire_to
from tests.core.loopback import Visit, closes, in_turn, respond, serving

URL = "https://app.example/login"
PATIENT, IMPATIENT = Limits(patience_seconds=5), Limits(patience_seconds=0)
BUSY = respond(429, b"", ("Retry-After", "120"))


def verdict_of(action: Callable[[], object]) -> Verdict:
    with pytest.raises(VerdictReached) as reached:
        action()
    return reached.value.judgement.verdict


def get(wire: Wire, path: str = "/me") -> Reply:
    return wire.send(Ask(method="GET", url=wire.url(path)), purpose="a test", jar=new_jar())


def heeded(retry_after: str, *, date: float | None = None, limits: Limits = IMPATIENT, times: int = 1) -> Restraint:
    """Return what knows that the login endpoint was answered 429 ``times`` in a row."""
    restraint = Restraint(limits)
    for _ in range(times):
        restraint.heed("POST", URL, 429, retry_after, date=date)
    return restraint


@pytest.mark.parametrize(
    "retry_after",
    # Named, because two workers that begin in different seconds would not know each other's test.
    ["120", pytest.param(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), id="in an hour")],
)
def test_an_endpoint_that_wants_a_long_pause_gets_it(retry_after: str) -> None:
    restraint = heeded(retry_after, limits=PATIENT)

    assert verdict_of(lambda: restraint.require_welcome("POST", URL)) is Verdict.INCONCLUSIVE
    restraint.require_welcome("GET", URL)
    restraint.require_welcome("POST", "https://app.example/refresh")


def test_a_date_to_wait_for_is_compared_with_the_targets_own_clock() -> None:
    moved = datetime.now(UTC) + timedelta(days=30)

    heeded(format_datetime(moved, usegmt=True), date=moved.timestamp(), limits=PATIENT).require_welcome("POST", URL)


@pytest.mark.parametrize("nonsense", ["", "soon", "-5", "99999999999999999999", "1e9", "Mon, 99 Foo 2026"])
def test_nonsense_in_retry_after_breaks_nothing(nonsense: str) -> None:
    restraint = heeded(nonsense, limits=PATIENT)

    assert restraint.limits == PATIENT


def test_one_429_without_a_word_is_forgiven_and_many_are_not() -> None:
    heeded("", times=1).require_welcome("POST", URL)
    restraint = heeded("", limits=PATIENT, times=4)

    assert verdict_of(lambda: restraint.require_welcome("POST", URL)) is Verdict.INCONCLUSIVE


def test_a_good_answer_ends_the_pause() -> None:
    restraint = heeded("120")
    restraint.heed("POST", URL, 200, "", date=None)

    restraint.require_welcome("POST", URL)


def test_moved_time_ends_pauses() -> None:
    restraint = heeded("120")
    restraint.forget_pauses()

    restraint.require_welcome("POST", URL)


def test_a_short_pause_is_waited_out() -> None:
    with serving(in_turn(respond(429, b"", ("Retry-After", "1")), respond(200))) as server, wire_to(server.url) as wire:
        get(wire)
        began = time.monotonic()

        reply = get(wire)

    assert reply.status == 200
    assert time.monotonic() - began > 0.8


def test_a_long_pause_stops_the_waste_and_is_inconclusive() -> None:
    with serving(BUSY) as server, wire_to(server.url, patience_seconds=0) as wire:
        get(wire)

        assert verdict_of(lambda: get(wire)) is Verdict.INCONCLUSIVE
        assert len(server.requests) == 1
        assert wire.cost.requests == 1


def test_who_provokes_a_pause_is_neither_stopped_by_it_nor_believed() -> None:
    with serving(BUSY) as server, wire_to(server.url, patience_seconds=0) as wire:
        with insisting():
            assert [get(wire).status for _ in range(6)] == [429] * 6
        get(wire)

        assert len(server.requests) == 7


def test_no_more_requests_are_under_way_than_allowed() -> None:
    under_way, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)

    def slow(visit: Visit) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait()
        with lock:
            under_way -= 1
        respond(200)(visit)

    with serving(slow) as server, wire_to(server.url, concurrency=2) as wire:
        threads = [threading.Thread(target=get, args=(wire,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (most, len(server.requests)) == (2, 8)


@pytest.mark.parametrize("named", ["app.example", "app.example:8443"])
def test_a_host_is_named_alone_or_with_its_port(named: str) -> None:
    restraint = Restraint(PATIENT, frozenset({named}))

    restraint.require_welcome("GET", "https://app.example:8443/me")


@pytest.mark.parametrize("other", ["attacker.example", "app.example.attacker.example", "xapp.example", "example"])
def test_a_host_that_only_looks_alike_is_another(other: str) -> None:
    restraint = Restraint(PATIENT, frozenset({"app.example"}))

    assert verdict_of(lambda: restraint.require_welcome("GET", f"https://{other}/me")) is Verdict.UNTESTED


def test_a_port_that_was_not_named_is_another_host() -> None:
    restraint = Restraint(PATIENT, frozenset({"app.example:8443"}))

    assert verdict_of(lambda: restraint.require_welcome("GET", "https://app.example/me")) is Verdict.UNTESTED


def test_the_hosts_of_a_target_file_are_those_of_its_urls() -> None:
    described = target(
        "https://api.example:8443",
        app={"url": "https://app.example/notes"},
        policy={"trusted_origins": ["https://admin.example"]},
    )

    assert hosts_of(described) == {"api.example", "app.example"}
    assert names_of("https://[::1]:8443/x") == {"::1", "[::1]", "[::1]:8443"}


def test_nothing_is_sent_to_a_host_that_nobody_named() -> None:
    with serving(respond(200)) as stranger, serving(respond(200), name="localhost") as server:
        with deployment_of(target(server.url)) as deployment:
            wire = Wire(
                server.url, Limits(), deployment.vault, deployment.wire.transport, hosts=frozenset({"localhost"})
            )
            assert verdict_of(lambda: get(wire, stranger.url)) is Verdict.UNTESTED
            assert get(wire).status == 200

        assert stranger.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_carries_no_credentials_there(status: int) -> None:
    with serving(respond(200)) as stranger, running() as application:
        elsewhere = respond(status, b"", ("Location", f"{stranger.url.replace('127.0.0.1', 'localhost')}/me"))
        with audit_of(application.target) as audit:
            session = audit.sessions.login("ada")
            application.instead |= {"/me": elsewhere, "/refresh": elsewhere}
            session.call()
            session.refresh()
            session.log_out()

        assert stranger.connections == 0


def test_a_locked_account_is_seen_and_no_more_logins_are_wasted_on_it() -> None:
    with running() as application, audit_of(application.target) as audit:
        assert application.server is not None
        application.instead["/login"] = respond(403)
        people = Sessions(audit.preflight.proven)
        for _ in range(6):
            assert verdict_of(lambda: people.login("ada")) is Verdict.INCONCLUSIVE
        tried = [request for request in application.server.requests if request.path == "/login"]
        before = len(tried)

        people.forgive()
        verdict_of(lambda: people.login("ada"))

        after = [request for request in application.server.requests if request.path == "/login"]
    assert before == 2 + 2, "the preflight's two, and two that were refused"
    assert len(after) == before + 1


def test_an_outage_is_no_lock_out() -> None:
    with running() as application, audit_of(application.target) as audit:
        people = Sessions(audit.preflight.proven)
        application.instead["/login"] = closes
        for _ in range(3):
            verdict_of(lambda: people.login("ada"))
        del application.instead["/login"]

        assert people.login("ada").call().is_owners


def test_one_refusal_is_no_lock_out() -> None:
    with running() as application, audit_of(application.target) as audit:
        people = Sessions(audit.preflight.proven)
        for _ in range(3):
            application.instead["/login"] = respond(403)
            verdict_of(lambda: people.login("ada"))
            del application.instead["/login"]

            assert people.login("ada").call().is_owners


def test_a_session_that_died_is_logged_in_again() -> None:
    with running() as application, audit_of(application.target) as audit:
        people = Sessions(audit.preflight.proven)
        first = people.standing("ada")
        application.access.clear()
        application.refresh.clear()

        second = people.standing("ada")

    assert second is not first
    assert second.access_token != first.access_token


def test_a_spent_budget_of_logins_sends_no_more() -> None:
    with running() as application:
        described = application.target
        with audit_of(described) as audit:
            needed = (audit.preflight, audit.deployment.wire.cost.logins)[1]
        limits = described.limits.model_copy(update={"logins": needed + 1})
        with audit_of(described.model_copy(update={"limits": limits})) as audit:
            people = Sessions(audit.preflight.proven)
            people.login("ada")
            asked = audit.deployment.wire.cost.requests

            assert verdict_of(lambda: people.login("ada")) is Verdict.UNTESTED
            assert audit.deployment.wire.cost.requests == asked


def test_requests_say_who_they_are_and_whom_to_ask() -> None:
    with serving(respond(200)) as server:
        described = target(server.url, limits={"contact": "security@notes.example"})
        with deployment_of(described) as deployment:
            get(deployment.wire)

    assert (server.requests[0].header("User-Agent") or "").startswith("Bearproof/")
    assert (server.requests[0].header("User-Agent") or "").endswith("; security@notes.example)")
    assert "; " not in user_agent("")
