"""What a logout ends on the server."""

from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019.at(SHOULD),
        GUIDE_2022.at(SHOULD),
        BCP_2026,
    ),
    needs=(
        Capability.REFRESH,
        Capability.LOGOUT,
    ),
    statements=("S1.44", "S2.59"),
    refs=(
        "v5.0.0-7.4.1",
        "RFC 7009 §2.1",
        "RFC 9700 §4.14.2 (MAY revoke at logout)",
        'browser-based-apps "Refresh Tokens" (SHOULD link)',
        "CWE-613",
        "WSTG-SESS-06",
        "CVE-2025-59841",
    ),
)
def test_refresh_revoked(journey: Journey) -> None:
    """After logout the refresh token of that session is refused.

    Why: a logout that only clears a cookie leaves the session to whoever has copied it.
    Judged: the refresh token that worked before the logout is presented after it and must be refused, while an
    independent session still refreshes. What status the logout was answered with does not matter. Both guides
    call the endpoint optional, so that it is SHOULD there.
    Fix: delete the session, and with it the family of refresh tokens, at logout.
    """
    journey.logged_out().must_have_revoked_the_refresh_token()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.LOGOUT,),
    statements=("S1.54", "S2.59"),
    refs=(
        "v5.0.0-14.3.1",
        "RFC 6265 §3.1, §5.3",
        'W3C Clear-Site-Data ("cookies","storage","cache")',
        "CWE-613",
        "WSTG-SESS-06",
        "CVE-2026-55423 (Langflow)",
    ),
)
def test_cookie_cleared(journey: Journey) -> None:
    """Logout deletes the session cookies.

    Why: a deletion under another path or domain deletes nothing; the next person at the machine is the previous
    user.
    Judged: the jar before and after the logout: no session cookie may remain under the name, domain and path it
    had.
    Fix: set and clear the cookie through one function, so that its attributes agree.
    """
    journey.logged_out().must_have_cleared_the_cookies()
