"""What a logout leaves in the browser."""

from fixtures.browser.afterwards import other_tabs_must_drop_their_tokens, session_must_not_come_back
from fixtures.browser.journeys.late_answer import LateAnswer
from fixtures.browser.journeys.severed import SeveredLogout
from fixtures.browser.journeys.succession import Succession
from fixtures.browser.journeys.three_tabs import ThreeTabs
from fixtures.browser.journeys.tour import Tour
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.43", "S1.52", "S2.53", "S2.57", "S2.58"),
    refs=("v5.0.0-14.3.1", "NIST SP 800-63B-4 2pd §5.1", "CWE-613", "CWE-922", "WSTG-SESS-06"),
)
def test_client_token_cleared(app_tour: Tour, severed_logout: SeveredLogout) -> None:
    """A logout removes every token and private value from the browser, also when the server cannot be told.

    Why: the next person at the machine is the previous user otherwise; and a logout that waits for the server does not
    happen on a train.
    Judged: a person logs out by the control of the page, once with the server and once with the way to the logout
    endpoint cut. Stores, HTML and global variables are then searched for the tokens and for the user's data; a control
    of the old page that is still there is pressed; no API call may carry a token. The refresh cookie is judged by
    logout/cookie-cleared. A username that a login form remembers is let pass. Where the deployment has a logout
    endpoint, the page must have asked the server for something.
    Fix: set the token to null, clear the page and the stores first, and tell the server then.
    """
    app_tour.must_have_departed_cleanly()
    severed_logout.must_have_cleared_the_client()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.51", "S1.52", "S1.53", "S1.54", "S2.56", "S2.57", "S2.61"),
    refs=("v5.0.0-14.3.1", "CWE-613", "WSTG-SESS-06"),
)
def test_other_tabs_follow(logout_in_three_tabs: ThreeTabs) -> None:
    """A logout in one tab takes every other tab to the login.

    Why: whoever logs out in one tab believes to be logged out; a forgotten tab behind it still shows everything.
    Judged: three tabs are signed in, which is the control, one of them at another page that needs that, if the first
    one links to any; after a logout in the first, the other two, in the background, must show the login within 3 s.
    Then all of it again, because a signal that always writes the same value is heard only once. A tab opened afterwards
    must not be signed in. By which means the tabs hear of it does not matter.
    Fix: write the time of the logout to localStorage and listen for its storage event, or use a BroadcastChannel.
    """
    logout_in_three_tabs.must_follow()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.53", "S2.56"),
    refs=("v5.0.0-14.3.1", "CWE-613", "WSTG-SESS-06"),
)
def test_other_tabs_drop_token(logout_in_three_tabs: ThreeTabs) -> None:
    """After a logout in one tab the others hold no token either, and no timer that asks for one.

    Why: a tab that only shows another page still has the session behind it: its timer refreshes, its poll goes on,
    and its own store keeps the token for whoever sits down next.
    Judged: after a logout in the first of three tabs, one of them a duplicate, the stores that the others have for
    themselves, their HTML and global variables are searched for every token that was seen; a control of the old page
    that is still there is pressed; then two lives of a token pass on their clock, during which they must not refresh
    and not send a token. Nor may a tab that is opened after the logout send one of before it, which another tab must
    have handed to it. What all tabs share is judged by logout/client-token-cleared. A token that a script keeps and
    never uses again cannot be seen.
    Fix: let the listener for the logout of other tabs call the same function as the logout of this one.
    """
    other_tabs_must_drop_their_tokens(logout_in_three_tabs)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.43", "S2.53", "S2.80"),
    refs=("v5.0.0-7.4.1", "CWE-613", "WSTG-SESS-06", "WSTG-ATHN-06"),
)
def test_no_resurrection(logout_in_three_tabs: ThreeTabs, late_refresh: LateAnswer) -> None:
    """Nothing brings a session back after the logout: no new tab, no reload, no back button, no late answer.

    Why: the answer to a refresh may be on its way while the user logs out; a client that takes it in has logged in
    again, unseen, and a server that only knew the old token lets it.
    Judged: after a logout in one of three tabs a new tab is opened, the back button is pressed and every tab is loaded
    anew. A tab is just starting when the logout comes, and gets the answer to its refresh afterwards; so does, in a
    second run, the tab that logs out itself. The user must not be shown again, no token may be sent, no refresh made
    by a page that was there before, and none accepted. A page that the back button loads from a cache, without
    access to anything, is judged by headers/auth-responses-no-store.
    Fix: count logouts and drop answers that were asked for before the last one; end the whole session at logout,
    whichever of its refresh tokens is shown.
    """
    session_must_not_come_back(logout_in_three_tabs, late_refresh)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.BROWSER,
        Capability.TWO_USERS,
    ),
    statements=("S2.60",),
    refs=("v5.0.0-14.3.1", "CWE-524", "CWE-488", "WSTG-ATHN-06"),
)
def test_store_reset(two_at_one_browser: Succession) -> None:
    """The next user at a browser sees nothing that was fetched for the one before.

    Why: clients keep what an API has answered, to ask less. What is not thrown away at logout is shown to whoever logs
    in next.
    Judged: ada logs in, uses the page and logs out; bob logs in in the same tab, without a reload. Then nothing that
    names ada may be shown, or be in a store or a global variable, unless it was there before anybody logged in. A
    username that a login form remembers is let pass.
    Fix: reset the client's store at logout, in every tab, before the next page is shown.
    """
    two_at_one_browser.must_show_nothing_of_the_first()
