"""Where a page keeps its tokens."""

from fixtures.browser.journeys.closing import Closing
from fixtures.browser.journeys.refused import Refusals
from fixtures.browser.journeys.reopening import Restart
from fixtures.browser.journeys.tab_sync import TabSync
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.readable import refresh_token_must_be_unreadable
from fixtures.browser.storage import (
    tokens_must_not_persist,
    tokens_must_rest_in_session_storage,
    tokens_must_stay_in_memory,
)
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026.at(SHOULD),
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.11", "S1.24", "S1.25", "S1.77", "S2.7", "S2.16", "S2.17", "S2.21"),
    refs=(
        "v5.0.0-14.3.3 (exempts session tokens)",
        "v4.0.3-3.2.3",
        "NIST SP 800-63B-4 2pd §5.1",
        'browser-based-apps "Token Storage in the Browser"',
        "CWE-922",
        "CWE-539",
        "WSTG-CLNT-12",
    ),
)
def test_no_persistent_token(app_tour: Tour, refused_calls: Refusals | None) -> None:
    """No token is ever written to a store that outlives the page.

    Why: what one script writes to localStorage every script of the origin can read, also tomorrow, also the one that
    an attacker got in. Stolen there, a token works from anywhere.
    Judged: in a real browser, hooks are in place before the page's scripts; a person logs in, uses the page, comes
    back, looks into pages that it links to, logs out; calls of a page are refused, and it refreshes. Every value
    written to localStorage, IndexedDB, Cache Storage and document.cookie, and what rests there afterwards, is searched
    for the tokens that were seen in the traffic, in any spelling, behind encodings upon each other, under a short key
    and in two pieces; of a JWT, its signature. Writes of our own show that every store reports. What a worker of the
    page writes is seen only where it rests. A Set-Cookie line is judged by the rules about cookies.
    Fix: keep the access token in memory or in a worker, and the refresh token in an HttpOnly cookie.
    """
    tokens_must_not_persist(app_tour, refused_calls)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        BCP_2026.at(SHOULD),
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.22", "S1.70"),
    refs=(
        'browser-based-apps "Token Storage in the Browser"',
        "v5.0.0-14.3.3",
        "CWE-922",
        "WSTG-CLNT-12",
    ),
)
def test_memory_only(app_tour: Tour) -> None:
    """The access token is nowhere in the page but in the memory of its scripts.

    Why: a token in sessionStorage, in the HTML or in a global variable is one line away for any injected script, and
    HTML is copied into error reports and caches.
    Judged: after the login, after coming back and on pages that are linked there (app.pages), sessionStorage, the HTML,
    form fields, window.name, history.state and whatever the window's own properties lead to in three steps are searched
    for the access token, as are the values written to sessionStorage and history.state meanwhile. Functions of the page
    are called where their name says that they only say a token or the state, such as getToken and getState. Where a
    cookie or a server holds the token for the page the rule does not apply. Audit a production build: development
    builds publish their state.
    Fix: hold the token in a closure of one module, or in a Web Worker.
    """
    tokens_must_stay_in_memory(app_tour)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(GUIDE_2019,),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
    ),
    statements=("S1.57", "S1.76", "S1.78", "S1.79"),
    refs=("NIST SP 800-63B-4 2pd §5.1 (advises against it)",),
)
def test_survives_reopen(restart: Restart) -> None:
    """Closing the tab or the browser does not end the session.

    Why: the token in memory is gone with the page. Without a refresh cookie that lasts, every closed window costs
    the user a login, and teams then reach for localStorage.
    Judged: in a browser that keeps its profile a person logs in, closes the tab and opens another; then the whole
    browser is ended and started again. Each time the session must come back by a refresh, without a login. A lasting
    cookie of our own shows that the profile was kept. A box such as "stay signed in" is ticked where there is one.
    Fix: give the refresh cookie a Max-Age, and try a silent refresh whenever the application starts.
    """
    restart.must_restore_the_session()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        BCP_2026.at(SHOULD),
    ),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
    ),
    statements=("S1.63",),
    refs=(
        "v5.0.0-3.3.4",
        "RFC 9700 §4.14",
        'browser-based-apps "Exploiting Stolen Refresh Tokens"',
        "CWE-1004",
        "WSTG-SESS-02",
    ),
)
def test_refresh_not_script_readable(app_tour: Tour) -> None:
    """Page script cannot read the refresh token.

    Why: an access token is stolen for minutes, a refresh token for as long as the thief keeps refreshing, from
    wherever he is.
    Judged: in a real browser a person logs in, uses the page, comes back and looks into linked pages. The refresh
    tokens that went over the network are looked for in what scripts can read: cookies without HttpOnly, every store,
    the HTML, global variables, and the bodies and headers of the answers to login, refresh and calls of the API. That
    the network carries them in Set-Cookie is as it should be.
    Fix: send the refresh token in an HttpOnly cookie only, and leave it out of every body.
    """
    refresh_token_must_be_unreadable(app_tour)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(GUIDE_2022,),
    needs=(Capability.BROWSER,),
    statements=("S2.14", "S2.21", "S2.22", "S2.34", "S2.63", "S2.64", "S2.88"),
    refs=(
        "A4 v4.0.3-3.2.3",
        "v5.0.0-14.3.3",
        'OWASP JWT cheat sheet before 2026-08-01 "Token Storage on Client Side"',
        "WSTG-CLNT-12",
    ),
)
def test_session_storage_only(app_tour: Tour, refused_calls: Refusals | None) -> None:
    """Access and refresh token are in sessionStorage, and in no place that lives longer.

    Why: what is in sessionStorage is gone with its tab. A copy in a lasting store outlives the user's intention, one in
    window.name or in the history is handed to whatever the tab shows next, and one in a cookie is sent by itself.
    Judged: everything a signed-in page writes, also when it is refused and refreshes, and what rests in its stores
    after the login, after coming back and on linked pages, is searched for both tokens. They must not be in
    localStorage, IndexedDB, Cache Storage, a readable cookie, window.name or history.state, and no answer may set the
    access token as a cookie. Tokens that are in no store at all, because the page holds them in memory, pass: that is
    stricter.
    Fix: write both tokens to sessionStorage, in one module, and to nothing else.
    """
    tokens_must_rest_in_session_storage(app_tour, refused_calls)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2022,),
    needs=(Capability.BROWSER,),
    statements=("S2.21", "S2.82", "S2.83", "S2.84", "S2.90"),
    refs=("NIST SP 800-63B-4 2pd §5.1", "CWE-613", "WSTG-SESS-07"),
)
def test_ends_on_browser_close(closed_browser: Closing) -> None:
    """Closing the browser ends the session.

    Why: whoever opens the browser at a shared machine next is the user before otherwise.
    Judged: in a browser that keeps its profile a person logs in; the whole browser is ended and started again, and a
    new tab opens the application. It must show the login, and no call may obtain or use a session. A lasting cookie of
    our own shows that the profile was kept. A browser that restores its tabs restores their sessionStorage too; that
    is the browser's doing, and not looked at.
    Fix: keep tokens in sessionStorage, and give no cookie of the session a Max-Age or Expires.
    """
    closed_browser.must_have_ended_the_session()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(GUIDE_2022,),
    needs=(Capability.BROWSER,),
    statements=("S2.37", "S2.79", "S2.80", "S2.81"),
    refs=("CWE-922", "WSTG-CLNT-12"),
)
def test_tab_sync_clean(tabs_in_sync: TabSync) -> None:
    """A new tab gets the session of the others, and no token stays in localStorage.

    Why: sessionStorage belongs to one tab. The guide hands the session on through localStorage, where a tab that dies
    halfway, or a line that was forgotten, leaves the tokens for good.
    Judged: beside a signed-in tab a second one is opened, while a third one of the same origin, without the
    application, hears of every change of localStorage. The second must be signed in within 3 s; no token may stand in
    localStorage for more than 1 s, and none in any lasting store 2 s later. Where a second tab gets no session the
    rule does not apply, unless app.tab_sync declares that it does.
    Fix: hand the session on through a BroadcastChannel, which keeps nothing.
    """
    tabs_in_sync.must_leave_nothing_behind()
