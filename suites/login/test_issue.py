"""What a login gives."""

from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.login.fresh import planted_cookies_must_not_be_adopted, values_must_differ
from fixtures.trials.login.logins import (
    must_have_issued_a_refresh_token,
    must_issue_a_refresh_token,
    must_return_the_access_token_in_the_body,
    must_travel_one_way,
)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.19", "S1.20", "S1.69", "S2.13", "S2.15", "S1.21"),
    refs=("RFC 6749 §5.1", "v5.0.0-7.2.2", "WSTG-SESS-01"),
)
def test_returns_jwt(journey: Journey) -> None:
    """The login answers with the access token in its body.

    Why: the page needs the token in memory to send it as a header. A token that arrives as a cookie is sent by
    the browser on its own, and every forged form sends it too.
    Judged: the login of the target file is run, and the place of the access token in its answer is looked at.
    Fix: answer the last login step with {jwt_token, jwt_token_expiry} as JSON.
    """
    must_return_the_access_token_in_the_body(journey)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.58", "S1.68", "S2.65", "S2.66"),
    refs=("RFC 6749 §1.5, §6", "RFC 9700 §4.14.2", "WSTG-SESS-01"),
)
def test_refresh_issued_and_usable(journey: Journey, sessions: Sessions) -> None:
    """A login issues a refresh token, and that very token works.

    Why: without it the user is logged out with every expired access token. A known defect returns the row that
    was read before the update, so that only the first login works.
    Judged: two logins in a row, each followed at once by a refresh with what it issued.
    Fix: return the value that was stored.
    """
    must_have_issued_a_refresh_token(journey)
    session = sessions.login("ada")
    sessions.leave(session)
    must_issue_a_refresh_token(session)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.61", "S1.63", "S1.69", "S2.21", "S2.64", "S2.66"),
    refs=(
        "v5.0.0-3.3.4 (cookie-only value)",
        "v5.0.0-10.1.1",
        "A4 v4.0.3-3.2.3",
        "CWE-922",
        "CWE-1004",
        "WSTG-SESS-02",
        "WSTG-CLNT-12",
    ),
)
def test_refresh_transport(journey: Journey) -> None:
    """The refresh token is delivered by the one way that the profile names.

    Why: a refresh token in a body is in reach of every script on the page, and with it the session for as long
    as it lasts. The guide of 2022 accepts that for a token that is worth nothing without a fingerprint cookie, and
    asks that browsers never send it by themselves.
    Judged: the answers of the login, of two refreshes and of the rendered page. In guide-2019 and bcp-2026 the refresh
    token comes by Set-Cookie, and its value stands nowhere in a body, also where an answer sets no cookie; in
    guide-2022 it stands in the body, and in no cookie.
    Fix: set the refresh token as an HttpOnly cookie, and leave it out of the JSON; for guide-2022 the other way round.
    """
    must_travel_one_way(journey)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.68", "S2.27"),
    refs=(
        "v5.0.0-7.2.4",
        "A4 v4.0.3-3.2.1",
        "CWE-384",
        "WSTG-SESS-03",
        "CVE-2022-25896 (passport)",
        "FlowFixation (AWS MWAA, 2024)",
    ),
)
def test_fresh_credentials(sessions: Sessions, journey: Journey) -> None:
    """Each login creates new credentials, whatever the client brings along.

    Why: a login that adopts a value planted in the browser gives the attacker who planted it the session of the
    victim (session fixation).
    Judged: two logins of the same user share no credential; a login that brings a made-up refresh cookie, or
    another user's, does not make that cookie work as the user who logged in. Whether the session that the browser had
    before goes on is shown and not judged.
    Fix: generate every credential on the server after authentication, and overwrite what came in.
    """
    values_must_differ(journey, sessions.standing("ada"))
    planted_cookies_must_not_be_adopted(sessions)
