"""Faults of the single-page application: when it refreshes, what it sends, and how it logs out."""

from pathlib import Path
from typing import Final

from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.policy import Profile

_FILES: Final = Path(__file__).parent / "client"
_IN_2022: Final = (Profile.GUIDE_2022,)


@fault(breaks="client/bearer-on-every-call")
def sends_a_bearer_without_a_token(honest: Client) -> Client:
    """The header is put together by a template, and before the login the template says "Bearer null"."""
    return honest.with_module("server", _FILES / "server_bearer_null.js")


@fault(breaks="client/bearer-on-every-call")
def forgets_the_token_on_one_call(honest: Client) -> Client:
    """The note is fetched by a line that is older than the module for API calls, and carries no token."""
    return honest.with_module("api", _FILES / "api_one_call_without_token.js")


@fault(breaks=("client/redirect-without-token", "client/startup-refresh"))
def shows_an_empty_home_page_to_strangers(honest: Client) -> Client:
    """Without a session the home page is just empty; there is a login page for those who know its address."""
    return honest.with_module("app", _FILES / "app_no_redirect.js")


@fault(breaks="client/redirect-without-token", profiles=tuple(Profile))
def guards_its_first_page_alone(honest: Client) -> Client:
    """The home page leads strangers to the login; the profile was added later, and its route has no guard."""
    return honest.with_module("app", _FILES / "app_profile_for_anybody.js")


@fault(breaks="client/refresh-before-expiry")
def refreshes_only_after_a_refusal(honest: Client) -> Client:
    """The API says 401 when a token is over, so there is no need to watch the clock."""
    return honest.with_module("refresh", _FILES / "refresh_on_401.js")


@fault(breaks="client/refresh-before-expiry")
def refreshes_every_minute(honest: Client) -> Client:
    """A timer refreshes once a minute, whatever the expiry says: often enough for any token, it was felt."""
    return honest.with_module("refresh", _FILES / "refresh_every_minute.js")


@fault(breaks="client/refresh-before-expiry")
def counts_down_once(honest: Client) -> Client:
    """The login begins the countdown; what a refresh brings is kept, and nobody begins the next one."""
    return honest.with_module("token", _FILES / "token_counts_down_once.js")


@fault(breaks=("client/startup-refresh", "storage/survives-reopen", "ssr/spa-continues"))
def starts_at_the_login_page(honest: Client) -> Client:
    """No token, no session: a page that starts without a token goes straight to the login."""
    return honest.with_module("app", _FILES / "app_no_silent_refresh.js")


@fault(breaks="client/startup-refresh")
def passes_through_the_login_page(honest: Client) -> Client:
    """No token means login page, which makes the silent refresh and sends those with a session home; links are lost."""
    return honest.with_module("app", _FILES / "app_through_login.js")


@fault(breaks="client/startup-refresh")
def insists_on_the_silent_refresh(honest: Client) -> Client:
    """The first request after a deployment fails at times, so the silent refresh is tried three times, 401 or not."""
    return honest.with_module("refresh", _FILES / "refresh_three_times.js")


@fault(breaks="ssr/spa-continues")
def takes_the_rendered_page_for_a_session(honest: Client) -> Client:
    """The page came with the user's name in it, so the application takes itself for signed in, and has no token."""
    return honest.with_module("app", _FILES / "app_trusts_rendered_page.js")


@fault(breaks="logout/client-token-cleared")
def asks_the_server_before_logging_out(honest: Client) -> Client:
    """Logout waits for the server's word, and when the server does not answer, nothing is cleared at all."""
    return honest.with_module("auth", _FILES / "auth_server_first.js")


@fault(breaks=("logout/client-token-cleared", "logout/cookie-cleared"), profiles=_IN_2022)
def tells_nobody_of_the_logout(honest: Client) -> Client:
    """Logout drops the tokens from the page, and that is all: nobody asked what becomes of them elsewhere."""
    return honest.with_module("auth", _FILES / "auth_tells_nobody.js")


@fault(breaks="logout/client-token-cleared")
def hides_the_page_at_logout(honest: Client) -> Client:
    """The home page fades out at logout, and what is left of it stays in the document, unseen."""
    return honest.with_module("auth", _FILES / "auth_hides_page.js")


@fault(breaks=("logout/other-tabs-follow", "logout/other-tabs-drop-token"))
def forgets_the_other_tabs(honest: Client) -> Client:
    """Logout was written and tried with one tab."""
    return honest.with_module("tabs", _FILES / "tabs_silent.js")


@fault(breaks=("logout/other-tabs-follow", "logout/other-tabs-drop-token"), profiles=tuple(Profile))
def hears_of_logouts_on_its_first_page_alone(honest: Client) -> Client:
    """The listener for logouts came with the home page; a tab that shows the profile hears of none."""
    return honest.with_module("tabs", _FILES / "tabs_heard_at_home.js")


@fault(breaks=("logout/other-tabs-follow", "logout/other-tabs-drop-token", "logout/no-resurrection"))
def signals_logout_with_a_constant(honest: Client) -> Client:
    """The signal to the other tabs is "true", which is no change, and so no event, the second time."""
    return honest.with_module("tabs", _FILES / "tabs_constant.js")


@fault(breaks=("logout/other-tabs-follow", "client/refresh-failure-clears"))
def drops_the_token_in_other_tabs_unseen(honest: Client) -> Client:
    """The other tabs hear of the logout and say so in a corner; the page that they show stays as it is."""
    return honest.with_module("pages", _FILES / "pages_stay.js")


@fault(breaks=("logout/other-tabs-drop-token", "logout/no-resurrection"))
def shows_other_tabs_the_login_alone(honest: Client) -> Client:
    """Other tabs show the login page when they hear of a logout; the token that they hold was not on the ticket."""
    return honest.with_module("app", _FILES / "app_other_tabs_show_login.js")


@fault(breaks="logout/no-resurrection")
def takes_in_an_answer_that_comes_too_late(honest: Client) -> Client:
    """What the refresh answers is the session; that there may be none any more when it comes was not asked."""
    return honest.with_module("refresh", _FILES / "refresh_takes_late_answers.js")


@fault(breaks="logout/no-resurrection")
def keeps_the_last_page_for_the_back_button(honest: Client) -> Client:
    """Going back was slow, so the page that was left is kept and put back."""
    return honest.with_module("views", _FILES / "views_kept_for_back.js")


@fault(breaks="logout/other-tabs-drop-token")
def hands_the_session_to_every_new_tab(honest: Client) -> Client:
    """A new tab asks the others for the session, and they answer with the last one they knew."""
    return honest.with_module("token", _FILES / "token_shared_with_new_tabs.js")


@fault(breaks=("client/refresh-on-expiry", "ssr/spa-continues"), profiles=_IN_2022)
def takes_expiry_for_the_end(honest: Client) -> Client:
    """When a token is over, so is the session: the refresh token was for the mobile application."""
    return honest.with_module("refresh", _FILES / "refresh_never.js")


@fault(breaks=("client/refresh-on-expiry", "client/single-flight-refresh", "ssr/spa-continues"), profiles=_IN_2022)
def throws_away_what_a_refresh_gives(honest: Client) -> Client:
    """The refresh went well, said the log; that nobody stored the new token showed ten minutes later."""
    return honest.with_module("refresh", _FILES / "refresh_unsaved.js")


@fault(breaks="client/refresh-on-expiry", profiles=_IN_2022)
def refreshes_for_strangers(honest: Client) -> Client:
    """Whoever comes without a token may still have a session, as it was when the refresh token was in a cookie."""
    return honest.with_module("refresh", _FILES / "refresh_for_strangers.js")


@fault(breaks="logout/store-reset", profiles=(Profile.GUIDE_2022, Profile.BCP_2026))
def keeps_its_store_at_logout(honest: Client) -> Client:
    """Logout throws the tokens away. What they had fetched is in another module, which nobody tells."""
    return honest.with_module("store", _FILES / "store_kept.js")
