"""What a page does when it is refused."""

from fixtures.browser.journeys.refused import Refusals
from fixtures.browser.refusal import failed_refresh_must_clear, refusals_must_be_heeded
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
    statements=("S1.40", "S1.41", "S1.42", "S2.51", "S2.52"),
    refs=("RFC 6750 §3.1", "CWE-835"),
)
def test_unauthorized_handled(refusals: Refusals) -> None:
    """A refused token makes the page refresh or log out, and never ask for ever.

    Why: a page that ignores the refusal stands still with old data on it; one that repeats its question until it is
    let in takes the server down on the day on which tokens are revoked.
    Judged: calls of a signed-in page are answered with what the target itself answers to a spoilt token: first one
    API call, then one of each other endpoint (three at most), then all, then the refresh too. After each of the
    first the page must refresh or lead to the login, and not go on with the refused token; one that does not even start
    without a call that was refused alone is shown, and not held against it. Over 15 s of the page's clock no endpoint
    may be asked more than five times for each time that the same action asks it anyhow, nor the page be loaded so
    often.
    Fix: on a refusal refresh once and repeat the call once; if that is refused too, log out.
    """
    refusals_must_be_heeded(refusals)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.BROWSER,
        Capability.REFRESH,
    ),
    statements=("S1.83", "S2.78"),
    refs=("v5.0.0-14.3.1", "CWE-613", "WSTG-SESS-06"),
)
def test_refresh_failure_clears(refusals: Refusals) -> None:
    """A refused refresh ends the session in the page: the login is shown, and no token is left.

    Why: a session that the server has ended, because it was stolen perhaps, must not live on in a store that the
    client forgot to empty; tokens are often kept in one place and removed from another.
    Judged: API calls and refreshes of a signed-in page are answered with what the target itself answers to spoilt
    tokens. The page must show the login; all stores, the HTML and the global variables are then searched for every
    token that was seen, in this tab and in a new one. Nor may a token be sent any more, when the person presses the
    back button and opens a new tab. The refresh cookie is the server's to clear. That a network
    failure ends no session is not judged here.
    Fix: let logout and the refused refresh call the same function, which clears the place where tokens really are.
    """
    failed_refresh_must_clear(refusals)
