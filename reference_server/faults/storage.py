"""Faults of the single-page application: where it keeps the token."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from reference_server.blueprint import Blueprint
from reference_server.client_files import Client
from reference_server.faults.fingerprint import KeptForAYear
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile

_FILES: Final = Path(__file__).parent / "client"
_WHEREVER: Final = (Profile.GUIDE_2019, Profile.GUIDE_2022)
_IN_2022: Final = (Profile.GUIDE_2022,)
_KEPT_BEYOND_THE_TAB: Final = (
    "storage/no-persistent-token",
    "storage/session-storage-only",
    "storage/tab-sync-clean",
)


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def keeps_the_token_in_local_storage(honest: Client) -> Client:
    """The token is put into localStorage as well, the way every tutorial does it, to be there after a reload."""
    return honest.with_module("token", _FILES / "token_in_local_storage.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def keeps_the_token_backwards_in_local_storage(honest: Client) -> Client:
    """A scanner had found the token in localStorage, so it is written there from its end to its beginning."""
    return honest.with_module("token", _FILES / "token_backwards_in_local_storage.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def enciphers_the_token_in_local_storage(honest: Client) -> Client:
    """Tokens in localStorage must be encrypted, the review said, so they are; every script reads the key."""
    return honest.with_module("token", _FILES / "token_enciphered_in_local_storage.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def keeps_the_token_in_pieces_in_local_storage(honest: Client) -> Client:
    """Half a token opens nothing, so localStorage has two halves of one under two names."""
    return honest.with_module("token", _FILES / "token_in_pieces_in_local_storage.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def keeps_the_token_in_indexed_db(honest: Client) -> Client:
    """The service worker that is planned will need the token, and what it can read is IndexedDB."""
    return honest.with_module("token", _FILES / "token_in_indexed_db.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
def keeps_the_token_in_the_cache(honest: Client) -> Client:
    """For use without a network the answers are kept in a cache, and the token is kept beside them."""
    return honest.with_module("token", _FILES / "token_in_cache.js")


@fault(breaks=_KEPT_BEYOND_THE_TAB, profiles=_WHEREVER)
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
def offers_the_token_by_a_function(honest: Client) -> Client:
    """The token is in a closure as it should be, and a widget that needs it calls a function on `window`."""
    return honest.with_module("token", _FILES / "token_by_function.js")


@fault(breaks="storage/memory-only")
def keeps_the_token_in_the_page(honest: Client) -> Client:
    """A widget reads its settings from attributes of the page, and the token is one of its settings."""
    return honest.with_module("token", _FILES / "token_in_page.js")


@fault(breaks="storage/memory-only", profiles=(Profile.GUIDE_2019, Profile.BCP_2026))
def keeps_the_token_in_another_page(honest: Client) -> Client:
    """The profile has a widget for the user's picture, which is told the token by an attribute of the page."""
    return honest.with_module("profile", _FILES / "profile_holds_token.js")


@fault(breaks=("storage/memory-only", "storage/session-storage-only"), profiles=_WHEREVER)
def keeps_the_token_in_the_history(honest: Client) -> Client:
    """The state of the application is kept in the history, so that the back button works; the token is state."""
    return honest.with_module("token", _FILES / "token_in_history.js")


@fault(breaks=("storage/memory-only", "storage/session-storage-only"), profiles=_WHEREVER)
def keeps_the_token_in_the_window_name(honest: Client) -> Client:
    """The name of a window survives navigation, which is just what a token without storage seemed to need."""
    return honest.with_module("token", _FILES / "token_in_window_name.js")


@fault(breaks="storage/survives-reopen")
def lets_the_session_end_with_the_browser(honest: Policy) -> Policy:
    """The cookie has no lifetime: it was thought safer that closing the browser logs everyone out."""
    return replace(honest, cookie_persistent=False)


@fault(
    breaks=(
        "storage/ends-on-browser-close",
        "storage/no-persistent-token",
        "storage/session-storage-only",
        "storage/tab-sync-clean",
        "cookie/lifetime-bounded",
    ),
    profiles=_IN_2022,
)
def keeps_users_signed_in_overnight(honest: Blueprint) -> Blueprint:
    """Users had to log in every morning, so the tokens went into localStorage and the fingerprint got a year."""
    parts = replace(honest.parts, fingerprints=KeptForAYear)
    return replace(honest, parts=parts, client=honest.client.with_module("token", _FILES / "token_survives.js"))


@fault(
    breaks=("storage/tab-sync-clean", "storage/no-persistent-token", "storage/session-storage-only"), profiles=_IN_2022
)
def leaves_the_session_in_local_storage(honest: Client) -> Client:
    """A new tab gets the session through localStorage, as the guide has it, but for the line that clears it."""
    return honest.with_module("handover", _FILES / "handover_left_behind.js")


@fault(
    breaks=("storage/tab-sync-clean", "storage/no-persistent-token", "storage/session-storage-only"), profiles=_IN_2022
)
def clears_local_storage_a_little_later(honest: Client) -> Client:
    """Slow tabs missed the session in localStorage, so it stays there for a moment before it is taken out."""
    return honest.with_module("handover", _FILES / "handover_lingering.js")


@fault(breaks="storage/tab-sync-clean", profiles=_IN_2022)
def gives_new_tabs_no_session(honest: Client) -> Client:
    """sessionStorage was thought to be shared by all tabs of a browser."""
    return honest.with_module("handover", _FILES / "handover_silent.js")
