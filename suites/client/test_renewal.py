"""When a page renews its token."""

from fixtures.browser.coordination import refreshes_must_be_coordinated
from fixtures.browser.journeys.crowd import Crowd
from fixtures.browser.journeys.lapse import Lapse
from fixtures.browser.journeys.timing import Vigil
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.journeys.visit import Visit
from fixtures.browser.startup import session_must_be_restored_silently
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019,),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
        Capability.CLOCK,
    ),
    statements=("S1.42", "S1.55", "S1.60", "S1.62", "S1.71", "S1.72"),
    refs=("RFC 9700 §4.14",),
)
def test_refresh_before_expiry(vigil: Vigil) -> None:
    """The token is renewed before it expires, by its own expiry, also after a sleep.

    Why: a client that waits for a refusal shows its user errors; one that refreshes by a fixed interval breaks as soon
    as the server changes the life of its tokens, and spends far more refresh tokens than it needs.
    Judged: the clocks of target and page are moved together over the life of a token while the page idles: no refresh
    before its half, exactly one before its end; then over the life of the next token, which must be renewed likewise,
    unless time can only be waited for. Then both sleep over the next expiry, with no timer firing: the first API call
    afterwards must be preceded by a refresh and must not carry the expired token.
    Fix: set a timer from the stated expiry less a margin; look at the clock again when the page becomes visible and
    before every call.
    """
    vigil.must_refresh_in_time()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019,),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
    ),
    statements=("S1.29", "S1.30", "S1.78", "S1.83"),
    refs=("RFC 6749 §1.5",),
)
def test_startup_refresh(app_tour: Tour, anonymous_visit: Visit) -> None:
    """A page that starts without a token tries one silent refresh, and goes to the login only when that fails.

    Why: the token in memory is lost with every reload; a client that does not ask for a new one logs its user out each
    time, and one that goes through the login page first loses the address the user came for.
    Judged: a signed-in page is loaded anew: it must refresh, stay at its address and show the user. A visitor without
    a refresh cookie causes one attempt at most, over two minutes of the page's clock, and then sees the login.
    Fix: await one refresh before the router decides what to show.
    """
    session_must_be_restored_silently(app_tour)
    anonymous_visit.must_try_one_refresh_at_most()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.NONE,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
    ),
    statements=("S1.55", "S1.75", "S2.73"),
    refs=(
        "RFC 9700 §4.14.2",
        "CWE-362",
        "fliks-app/fliks#457",
        "opendefender/OpenRisk#700",
        "nightscout/nocturne#391",
    ),
)
def test_single_flight_refresh(calls_at_once: Crowd) -> None:
    """Calls and tabs that need a new token at the same moment do not log each other out.

    Why: where each refresh token works once, two refreshes with the same one look like a thief and the owner, and the
    session ends; users are logged out at random, and teams then switch rotation off.
    Judged: the control of app.action is pressed ten times in one turn, and all calls together get the target's own
    refusal, as if the token had just expired. Then the same in two tabs at one moment, twice. Where no app.action is
    known, the page is loaded anew instead. Refreshes that come together are sent together. Nobody may be logged out;
    how many refreshes there were is told, and fails nobody where the target tolerates them.
    Fix: keep the promise of the refresh under way and await it; across tabs, take a Web Lock around it.
    """
    refreshes_must_be_coordinated(calls_at_once)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2022,),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
        Capability.CLOCK,
    ),
    statements=("S2.52", "S2.62", "S2.68", "S2.73", "S2.74", "S2.77", "S2.93"),
    refs=("RFC 6749 §1.5",),
)
def test_refresh_on_expiry(token_lapse: Lapse, anonymous_visit: Visit) -> None:
    """The first operation after the expiry refreshes once and then succeeds, again and again.

    Why: a user whose token is over should notice nothing. The sample of the 2022 guide fails at the second refresh,
    because it hands on neither the new refresh token nor the claim about the fingerprint.
    Judged: the clocks of target and page are moved together past the expiry, and the page is used: one refresh must be
    accepted, and the API call then with the new token. This three times in a row. A refresh shortly before the expiry
    is stricter and counts as well. Used again at once (app.action), the page must not refresh again. A visitor without
    a token must cause no refresh. Where a session without a page, as old as this one, is refused a refresh as well, it
    had come to its end, and nothing is told.
    Fix: refresh before a call when the token is over, and once more when the API answers 401; store what comes back.
    """
    token_lapse.must_refresh_and_go_on()
    anonymous_visit.must_not_refresh()
