"""What a logout ends on the server."""

from fixtures.audit import Audit
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.proof import browser_must_have_dropped_the_cookies
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.logout.denial import access_tokens_must_end_with_their_session, denial_must_hold_for_every_spelling


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
def test_cookie_cleared(journey: Journey, tour_if_any: Tour | None) -> None:
    """Logout deletes the session cookies.

    Why: a deletion under another path or domain deletes nothing; the next person at the machine is the previous
    user.
    Judged: the jar before and after the logout: no session cookie, nor another that holds a token of the session, may
    remain under the name, domain and path it had, with a value. Where there is a browser, a logout through the page
    must delete them as well.
    Fix: set and clear the cookie through one function, so that its attributes agree.
    """
    journey.logged_out().must_have_cleared_the_cookies()
    browser_must_have_dropped_the_cookies(tour_if_any)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.LOGOUT,),
    statements=("S1.45", "S1.48", "S1.49", "S1.50", "S2.54", "S2.55"),
    refs=(
        "v5.0.0-7.4.1",
        "A4 v4.0.3-3.3.1",
        'OWASP REST Security cheat sheet "JWT"',
        "CWE-613",
        "WSTG-SESS-06",
        "CVE-2026-28275",
    ),
)
def test_access_token_denied(running_audit: Audit) -> None:
    """After logout the access token is refused by every service, or dies within five minutes.

    Why: a token that outlives its session lets whoever copied it go on, and no logout stops him.
    Judged: the access token of a session is tried at the identity endpoint, at every further service of the target
    file and on a new socket, before and after the logout and until policy.denial_delay_seconds have passed; where
    the target's time can be moved, at the API once more shortly before the token expires. The guides ask for it where a
    deny-list is declared (policy.access_after_logout), for the token that is shown, and are silent where none is;
    bcp-2026 accepts a remaining life of five minutes instead. There the token from before the last refresh is tried as
    well, at the identity endpoint, if it was still taken shortly before the logout.
    Fix: keep a list of ended sessions by jti or sid until their tokens expire, and let every service ask it.
    """
    access_tokens_must_end_with_their_session(running_audit)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    needs=(Capability.LOGOUT,),
    statements=("S1.48",),
    refs=(
        'OWASP JWT cheat sheet 2026 "JWT denylist" (key by jti and iss, not by raw token)',
        "RFC 7515 §5.2",
        "CWE-345",
        "WSTG-SESS-10",
    ),
)
def test_denylist_not_malleable(sessions: Sessions) -> None:
    """A denied token stays denied in every other spelling.

    Why: a list of whole tokens, or of their hashes, misses the token with another letter that no decoder looks at.
    Judged: spellings of a token are tried in a session that goes on: spare bits in the last letter of its
    signature, padding, a letter that is none, the other alphabet of base64, a blank, the mirrored signature of
    ES256; those that are taken must be refused in a session that has ended, as the token itself is.
    Fix: deny by jti or sid, which the signature covers.
    """
    denial_must_hold_for_every_spelling(sessions)
