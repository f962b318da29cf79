"""When a page renews its token."""

from fixtures.browser.journeys.timing import Vigil
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.journeys.visit import Visit
from fixtures.browser.startup import session_must_be_restored_silently
from fixtures.rule import GUIDE_2019, AsvsLevel, Capability, Severity, rule


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
    before its half, exactly one before its end. Then both sleep over the next expiry, with no timer firing: the first
    API call afterwards must be preceded by a refresh and must not carry the expired token.
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
