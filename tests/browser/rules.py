"""The rules of the browser as functions, and what they make of the journeys through one application."""

import inspect
from collections.abc import Callable
from types import ModuleType

import suites.client.test_calls
import suites.client.test_guarding
import suites.client.test_refusals
import suites.client.test_renewal
import suites.csrf.test_login
import suites.logout.test_client
import suites.ssr.test_continuation
import suites.storage.test_tokens
from fixtures import docket
from fixtures.browser.fixtures import Journeys
from fixtures.outcome import Outcome, outcome_of
from fixtures.rule import rule_of

_MODULES: tuple[ModuleType, ...] = (
    suites.client.test_calls,
    suites.client.test_guarding,
    suites.client.test_refusals,
    suites.client.test_renewal,
    suites.csrf.test_login,
    suites.logout.test_client,
    suites.ssr.test_continuation,
    suites.storage.test_tokens,
)
RULES: dict[str, Callable[..., None]] = {
    found.id: value for module in _MODULES for value in vars(module).values() if (found := rule_of(value)) is not None
}
_JOURNEYS = {
    "anonymous_visit": "visit",
    "app_tour": "tour",
    "calls_at_once": "crowd",
    "closed_browser": "closing",
    "continuation": "continuation",
    "further_pages": "beyond",
    "late_refresh": "late_answer",
    "login_by_attacker": "forced_login",
    "logout_in_three_tabs": "three_tabs",
    "refusals": "refusals",
    "refused_calls": "refusals_if_any",
    "restart": "restart",
    "severed_logout": "severed_logout",
    "tabs_in_sync": "tab_sync",
    "token_lapse": "lapse",
    "two_at_one_browser": "succession",
    "vigil": "vigil",
}
"""The journey behind each fixture that a rule of the browser asks for."""


def judged(rule_id: str, journeys: Journeys) -> tuple[Outcome, docket.Docket]:
    """Run one rule on the journeys of one application."""
    rule, filed, raised = RULES[rule_id], docket.Docket(), None
    with docket.opened(filed):
        try:
            rule(*(getattr(journeys, _JOURNEYS[name]) for name in inspect.signature(rule).parameters))
        except Exception as error:  # noqa: BLE001  the outcome tells a verdict from a defect of ours
            raised = error
    return outcome_of(filed, raised), filed
