"""What the calls of a page carry."""

from fixtures.browser.bearing import every_call_must_bear_the_token
from fixtures.browser.disclosure import tokens_must_not_leak
from fixtures.browser.journeys.refused import Refusals
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.journeys.visit import Visit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.2", "S1.23", "S1.34", "S1.35", "S1.36", "S2.23", "S2.38", "S2.40"),
    refs=("RFC 6750 §2.1", "WSTG-SESS-10"),
)
def test_bearer_on_every_call(app_tour: Tour, anonymous_visit: Visit, refused_calls: Refusals | None) -> None:
    """Every API call carries the token while there is one, and nothing like it while there is none.

    Why: a call that forgets the header works only where the API also takes a cookie, which is where forged requests
    come from; "Bearer undefined" shows a client that does not know whether anybody is signed in.
    Judged: every request of a real browser is recorded: of a visitor who never logs in, and of a person who logs
    in, comes back and logs out, and of a page whose calls are refused. API calls are those to the paths of app.api,
    without preflights. A call counts as lacking the token once the same page has used one. Where a cookie or a
    server holds the token the rule does not apply.
    Fix: let one function make all API calls and add the header, and let it call nothing while there is no token.
    """
    every_call_must_bear_the_token(app_tour, refused_calls)
    anonymous_visit.must_send_no_credential()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.10", "S1.47", "S2.6"),
    refs=(
        "v5.0.0-14.2.1",
        "v5.0.0-14.2.3",
        "v5.0.0-10.1.1",
        "RFC 6750 §5.3",
        "RFC 9700 §4.3.2",
        "CWE-598",
        "CWE-532",
        "WSTG-SESS-04",
        "Okta HAR incident (2023)",
    ),
)
def test_token_not_leaked(app_tour: Tour, refused_calls: Refusals | None) -> None:
    """Tokens stay out of URLs, referrers, third parties' requests, the console and every report.

    Why: what is logged, reported or put into an address is read by people and machines that nobody thought of:
    support, analytics, proxies, the history of a shared browser.
    Judged: while a person uses the page, and while its calls are refused, every request URL, address and referrer,
    whatever goes to an origin that the target file does not name, all console lines and uncaught errors, beacons,
    reports to the application's own origin, WebSockets and messages to any window are searched for the tokens seen, in
    every spelling. So are the links of the signed-in page, and of pages that those lead to. An object that is logged is
    opened five steps deep. What the page's own policy stopped has not leaked. Console lines of a development build
    cannot be judged.
    Fix: add the header for your own origins only; log the names of errors, and never requests or sessions.
    """
    tokens_must_not_leak(app_tour, refused_calls)
