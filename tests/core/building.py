"""Targets, wires and answers as the tests need them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from fixtures.audit import Audit, Order
from fixtures.capability import statuses
from fixtures.client import new_transport
from fixtures.clock import FixedClock, ProvenClock
from fixtures.cookies import parse_set_cookie
from fixtures.deployment import Deployment
from fixtures.docket import Exchange
from fixtures.entrance import connected
from fixtures.policy import policy_of
from fixtures.preflight import preflight
from fixtures.redact import Vault
from fixtures.rule import GUIDE_2019
from fixtures.sessions import Sessions
from fixtures.target.model import Target
from fixtures.wire import Reply, Wire

NOON = 1_767_268_800.0
"""2026-01-01 12:00 UTC."""
PASSWORDS = {"ada": "the-password-of-ada", "bob": "the-password-of-bob"}


def target(url: str = "https://app.example", **changes: Any) -> Target:
    """Build a target with two users; a keyword replaces a whole table, None removes it."""
    tables: dict[str, Any] = {
        "target": {"name": "A target", "url": url},
        "users": {name: {"username": name, "password": word} for name, word in PASSWORDS.items()},
        "login": {
            "url": "/login",
            "json": {"username": "{username}", "password": "{password}"},
            "access_token": {"body": "/token"},
            "refresh_token": {"cookie": "refresh"},
        },
        "identity": {"url": "/me", "user": {"body": "/name"}},
        "refresh": {"url": "/refresh"},
        "logout": {"url": "/logout"},
    }
    tables |= changes
    return Target.model_validate({name: table for name, table in tables.items() if table is not None})


@contextmanager
def deployment_of(described: Target) -> Iterator[Deployment]:
    """Connect to a target, without any preflight."""
    vault = Vault()
    with new_transport(described) as transport:
        yield connected(described, vault, transport)


@contextmanager
def audit_of(described: Target, *, expects_binding: bool = False) -> Iterator[Audit]:
    """Prove a target whose time nobody can move, and share it as rules do."""
    with deployment_of(described) as deployment:
        found = preflight(deployment, expects_binding=expects_binding)
        sessions = Sessions(found.proven)
        yield Audit(
            order=Order(target_file=None),
            target=described,
            profile=GUIDE_2019,
            policy=policy_of(described.policy, GUIDE_2019),
            deployment=found.proven.deployment,
            preflight=found,
            sessions=sessions,
            clock=ProvenClock(FixedClock(), date=lambda: None, moved=sessions.forget_since),
            capabilities=statuses(described, allow_browser=False),
        )


@contextmanager
def wire_to(url: str, **limits: float) -> Iterator[Wire]:
    """Connect a wire to ``url``."""
    with deployment_of(target(url, limits=limits)) as deployment:
        yield deployment.wire


def exchange(number: int = 1, *, url: str = "https://app.example/me", method: str = "GET") -> Exchange:
    """Build a recorded exchange."""
    return Exchange(
        number=number, purpose="a test", started=NOON, elapsed=0.01, method=method, url=url, request_headers=(),
        request_body="", status=200, response_headers=(), response_body="",
    )  # fmt: skip


def reply(
    status: int | None = 200,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    cookies: tuple[str, ...] = (),
    date: float | None = NOON,
    problem: str = "",
) -> Reply:
    """Build an answer; ``cookies`` are Set-Cookie lines."""
    parsed = (parse_set_cookie(line, received=NOON) for line in cookies)
    return Reply(
        exchange=exchange(), status=status, headers=httpx.Headers(dict(headers or {})), body=body,
        cookies=tuple(cookie for cookie in parsed if cookie is not None), date=date, problem=problem,
    )  # fmt: skip
