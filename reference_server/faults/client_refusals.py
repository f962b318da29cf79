"""Faults of the single-page application: what it does when it is refused, and how it shares a refresh."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from reference_server.blueprint import Blueprint
from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Profile

_FILES: Final = Path(__file__).parent / "client"


@fault(breaks="client/unauthorized-handled")
def takes_a_refusal_for_any_error(honest: Client) -> Client:
    """The API may fail in many ways, and for all of them the page says that the server can not be reached."""
    return honest.with_module("api", _FILES / "api_ignores_refusals.js")


@fault(breaks="client/unauthorized-handled")
def fetches_the_note_past_the_refusals(honest: Client) -> Client:
    """The note is fetched by a line that is older than the module for API calls, and knows of no refusals."""
    return honest.with_module("api", _FILES / "api_one_call_past_refusals.js")


@fault(breaks="client/unauthorized-handled")
def repeats_a_refused_call_with_the_old_token(honest: Client) -> Client:
    """The call is repeated after the refresh with the very options that it was made with, the header included."""
    return honest.with_module("api", _FILES / "api_repeats_with_old_token.js")


@fault(breaks="client/bearer-on-every-call")
def repeats_a_refused_call_with_a_promise(honest: Client) -> Client:
    """Somebody forgot to await the refresh, and the header says "Bearer [object Promise]"."""
    return honest.with_module("api", _FILES / "api_header_of_a_promise.js")


@fault(breaks="client/refresh-failure-clears")
def keeps_the_token_behind_the_login(honest: Client) -> Client:
    """A refused refresh leads to the login page, and that is all: the next login brings another token anyway."""
    return honest.with_module("app", _FILES / "app_keeps_token_behind_login.js")


@fault(breaks="client/unauthorized-handled")
def repeats_a_refused_call_for_ever(honest: Client) -> Client:
    """A token can end just before a call arrives, so the call is repeated with a new one until it is let in."""
    return honest.with_module("api", _FILES / "api_tries_for_ever.js")


@fault(breaks="client/unauthorized-handled")
def loads_the_page_anew_when_refused(honest: Client) -> Client:
    """Whatever state the page is in when a call is refused, loading it anew will put it right."""
    return honest.with_module("app", _FILES / "app_reloads_on_refusal.js")


@fault(breaks=("client/unauthorized-handled", "client/refresh-failure-clears"))
def asks_for_a_token_until_it_gets_one(honest: Client) -> Client:
    """The refresh failed in a tunnel once, so it is tried once a second now until it works, refused or not."""
    return honest.with_module("refresh", _FILES / "refresh_never_gives_up.js")


@fault(breaks="client/refresh-failure-clears")
def stays_on_the_page_when_the_session_is_over(honest: Client) -> Client:
    """Users lost what they had typed when the login appeared, so the page stays where it is, session or none."""
    return honest.with_module("app", _FILES / "app_stays_when_refused.js")


@fault(
    breaks=(
        "storage/memory-only",
        "client/refresh-failure-clears",
        "logout/client-token-cleared",
        "logout/other-tabs-drop-token",
    )
)
def clears_a_store_that_the_token_is_not_in(honest: Client) -> Client:
    """The token moved from localStorage to sessionStorage; the line that removes it did not move."""
    return honest.with_module("token", _FILES / "token_cleared_elsewhere.js")


@fault(breaks=("client/single-flight-refresh", "refresh/concurrent-keeps-session", "ssr/parallel-renders-safe"))
def refreshes_once_for_each_call(honest: Blueprint) -> Blueprint:
    """Every call that is refused gets itself a new token; that ten come at once was not thought of, here nor there."""
    client = honest.client.with_module("refresh", _FILES / "refresh_unlatched.js")
    return honest.with_client(client).with_policy(replace(honest.policy, rotation_grace=timedelta(0)))


@fault(
    breaks=("client/single-flight-refresh", "refresh/concurrent-keeps-session", "ssr/parallel-renders-safe"),
    profiles=(Profile.GUIDE_2019, Profile.BCP_2026),
)
def lets_every_tab_refresh_for_itself(honest: Blueprint) -> Blueprint:
    """One refresh at a time, says a variable of the module; each tab has a module of its own, and no token a grace."""
    client = honest.client.with_module("refresh", _FILES / "refresh_latched_in_one_tab.js")
    return honest.with_client(client).with_policy(replace(honest.policy, rotation_grace=timedelta(0)))
