"""What is missing is untested and says how to enable it; what a target does not have by design is inapplicable."""

from typing import Any

import pytest

from fixtures.capability import Availability, require, statuses
from fixtures.rule import AsvsLevel, Capability, Rule, Severity
from fixtures.target.model import Target
from fixtures.verdict import Verdict, VerdictReached
from tests.core.building import target

GRAPHQL = {"url": "/graphql", "query": "{ me { name } }", "user": "/data/me/name", "ws_url": "/graphql"}
EVERYTHING: dict[str, Any] = {
    "app": {"url": "/"}, "ssr": {"url": "/page"}, "logout_everywhere": {"url": "/logout-everywhere"},
    "clock": {"kind": "reference"}, "listener": {"host": "127.0.0.1"},
    "apis": [{"name": "Orders", "url": "/orders"}], "mint": {"url": "/mint"}, "graphql": GRAPHQL,
    "openapi": {"url": "/openapi.json"}, "handlers": [{"url": "/actions"}],
    "users": {name: {"username": name, "password": "x"} for name in ("ada", "bob", "disposable")},
    "password_change": {"url": "/password"}, "policy": {"throttle_attempts": 5},
    "disable_account": {"url": "/disable"}, "enable_account": {"url": "/enable"},
    "source": {"addresses": ["127.0.0.1", "127.0.0.2"]}, "limits": {"costly_tokens": True},
}  # fmt: skip
WITHOUT: dict[Capability, dict[str, Any]] = {
    Capability.BROWSER: {"app": None},
    Capability.CLOCK: {"clock": None},
    Capability.TWO_USERS: {"users": {name: EVERYTHING["users"][name] for name in ("ada", "disposable")}},
    Capability.REFRESH: {"refresh": None},
    Capability.LOGOUT: {"logout": None},
    Capability.LOGOUT_EVERYWHERE: {"logout_everywhere": None},
    Capability.SSR: {"ssr": None},
    Capability.SECOND_API: {"apis": None},
    Capability.GRAPHQL: {"graphql": None},
    Capability.WEBSOCKET: {"graphql": {**GRAPHQL, "ws_url": None}},
    Capability.HANDLERS: {"handlers": None},
    Capability.OPENAPI: {"openapi": None},
    Capability.MINT: {"mint": None},
    Capability.DISPOSABLE_USER: {"users": {name: EVERYTHING["users"][name] for name in ("ada", "bob")}},
    Capability.PASSWORD_CHANGE: {"password_change": None},
    Capability.ACCOUNT_SWITCH: {"enable_account": None},
    Capability.GUESSING: {"policy": None},
    Capability.LISTENER: {"listener": None},
    Capability.LOAD: {"limits": {"costly_tokens": False}},
    Capability.SOURCE_ADDRESS: {"source": None},
}


CARRIED = {Capability.GRAPHQL: (Capability.WEBSOCKET,)}
"""What goes with what."""


def full(**changes: Any) -> Target:
    return target(**{**EVERYTHING, **changes})


def rule_that_needs(*needs: Capability) -> Rule:
    return Rule(
        id="a/b", suite="a", title="t", why="w", judged="j", fix="f", severity=Severity.LOW, asvs=AsvsLevel.L1,
        levels={}, needs=needs, statements=(), refs=("CWE-1",),
    )  # fmt: skip


def verdict_of(described: Target, *needs: Capability, allow_browser: bool = True) -> VerdictReached | None:
    try:
        require(rule_that_needs(*needs), statuses(described, allow_browser=allow_browser))
    except VerdictReached as reached:
        return reached
    return None


def test_a_target_with_everything_lacks_nothing() -> None:
    assert verdict_of(full(), *Capability) is None


@pytest.mark.parametrize("capability", Capability)
def test_what_is_not_described_is_untested_and_says_what_to_write(capability: Capability) -> None:
    described = full(**WITHOUT[capability])

    lacking = [name for name, status in statuses(described, allow_browser=True).items()
               if status.availability is not Availability.AVAILABLE]  # fmt: skip
    reached = verdict_of(described, capability)

    assert lacking == [capability, *CARRIED.get(capability, ())]
    assert reached is not None
    assert reached.judgement.verdict is Verdict.UNTESTED
    assert f'add "{capability}" to target.absent' in (reached.judgement.next_step or "")


@pytest.mark.parametrize("capability", Capability)
def test_what_is_declared_absent_is_inapplicable_even_if_something_else_is_missing(capability: Capability) -> None:
    other = next(name for name in Capability if name is not capability)
    section = {"name": "A target", "url": "https://app.example", "absent": [capability]}

    reached = verdict_of(full(target=section, **WITHOUT[other]), other, capability)

    assert reached is not None
    assert reached.judgement.verdict is Verdict.INAPPLICABLE


def test_a_refresh_endpoint_without_a_refresh_token_is_not_enough() -> None:
    login = {"url": "/login", "json": {}, "access_token": {"body": "/token"}}

    reached = verdict_of(full(login=login), Capability.REFRESH)

    assert reached is not None
    assert reached.judgement.verdict is Verdict.UNTESTED


def test_no_browser_leaves_browser_rules_untested_and_no_other() -> None:
    assert verdict_of(full(), *(set(Capability) - {Capability.BROWSER}), allow_browser=False) is None
    reached = verdict_of(full(), Capability.BROWSER, allow_browser=False)

    assert reached is not None
    assert reached.judgement.verdict is Verdict.UNTESTED
    assert "without --no-browser" in (reached.judgement.next_step or "")
