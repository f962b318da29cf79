"""Single decisions about the single-page application that break several rules at once."""

from pathlib import Path
from typing import Final

from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Profile

_FILES: Final = Path(__file__).parent / "client"
_PROFILES: Final = (Profile.GUIDE_2022, Profile.BCP_2026)


@fault(
    breaks=(
        "client/bearer-on-every-call", "client/redirect-without-token", "ssr/spa-continues", "logout/other-tabs-follow",
        "logout/other-tabs-drop-token",
    ),
    profiles=(Profile.BCP_2026,),
)  # fmt: skip
def goes_out_as_it_was_drafted(honest: Client) -> Client:
    """The draft knew one tab of one user, who is signed in: no login page for strangers, and a token in every call."""
    drafted = honest.with_module("app", _FILES / "app_as_drafted.js").with_module("tabs", _FILES / "tabs_silent.js")
    return drafted.with_module("server", _FILES / "server_bearer_null.js")


@fault(
    breaks=(
        "client/bearer-on-every-call", "client/redirect-without-token", "logout/other-tabs-follow",
        "logout/other-tabs-drop-token",
    ),
    profiles=(Profile.GUIDE_2022,),
)  # fmt: skip
def knows_one_tab_of_one_user(honest: Client) -> Client:
    """It was written with one tab and one user, who is signed in: strangers see nothing, and every call has a token."""
    known = honest.with_module("app", _FILES / "app_no_redirect.js").with_module("tabs", _FILES / "tabs_silent.js")
    return known.with_module("server", _FILES / "server_bearer_null.js")


@fault(
    breaks=(
        "client/unauthorized-handled", "client/refresh-failure-clears", "client/token-not-leaked",
        "storage/no-persistent-token", "storage/memory-only", "storage/session-storage-only", "storage/tab-sync-clean",
        "logout/client-token-cleared", "logout/store-reset", "logout/no-resurrection",
    ),
    profiles=_PROFILES,
)  # fmt: skip
def keeps_hold_of_every_session(honest: Client) -> Client:
    """Nothing annoyed users more than logins, so tokens and pages are kept wherever that is possible."""
    kept = honest.with_module("token", _FILES / "token_in_three_places.js")
    kept = kept.with_module("refresh", _FILES / "refresh_never_gives_up.js")
    return kept.with_module("views", _FILES / "views_kept_for_back.js").with_module(
        "auth", _FILES / "auth_hides_page.js"
    )
