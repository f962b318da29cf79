"""Faults of the single-page application: where it keeps the token."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Policy

_FILES: Final = Path(__file__).parent / "client"


@fault(breaks="storage/no-persistent-token")
def keeps_the_token_in_local_storage(honest: Client) -> Client:
    """The token is put into localStorage as well, the way every tutorial does it, to be there after a reload."""
    return honest.with_module("token", _FILES / "token_in_local_storage.js")


@fault(breaks="storage/no-persistent-token")
def keeps_the_token_in_indexed_db(honest: Client) -> Client:
    """The service worker that is planned will need the token, and what it can read is IndexedDB."""
    return honest.with_module("token", _FILES / "token_in_indexed_db.js")


@fault(breaks="storage/no-persistent-token")
def keeps_the_token_in_the_cache(honest: Client) -> Client:
    """For use without a network the answers are kept in a cache, and the token is kept beside them."""
    return honest.with_module("token", _FILES / "token_in_cache.js")


@fault(breaks="storage/no-persistent-token")
def keeps_the_token_in_a_readable_cookie(honest: Client) -> Client:
    """The download links can send no header, so the token is put into a cookie by script."""
    return honest.with_module("token", _FILES / "token_in_cookie.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_session_storage(honest: Client) -> Client:
    """localStorage is known to be bad, so the token went into sessionStorage, which is gone with the tab."""
    return honest.with_module("token", _FILES / "token_in_session_storage.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_a_global(honest: Client) -> Client:
    """Someone needed the token in the console once, and the line that puts it on `window` was never taken out."""
    return honest.with_module("token", _FILES / "token_in_global.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_the_page(honest: Client) -> Client:
    """A widget reads its settings from attributes of the page, and the token is one of its settings."""
    return honest.with_module("token", _FILES / "token_in_page.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_the_history(honest: Client) -> Client:
    """The state of the application is kept in the history, so that the back button works; the token is state."""
    return honest.with_module("token", _FILES / "token_in_history.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_the_window_name(honest: Client) -> Client:
    """The name of a window survives navigation, which is just what a token without storage seemed to need."""
    return honest.with_module("token", _FILES / "token_in_window_name.js")


@fault(breaks="storage/survives-reopen")
def lets_the_session_end_with_the_browser(honest: Policy) -> Policy:
    """The cookie has no lifetime: it was thought safer that closing the browser logs everyone out."""
    return replace(honest, cookie_persistent=False)
