"""What a refresh gives."""

from fixtures.audit import Audit
from fixtures.clock import Clock
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.chain import chain_must_stay_usable, rotation_must_come_to_an_end
from fixtures.trials.refresh.outlived import Waiting
from fixtures.trials.refresh.ownership import refresh_must_stay_with_its_user
from fixtures.trials.refresh.rotation import must_return_a_new_access_token


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.56", "S1.73", "S1.74", "S1.79", "S2.72"),
    refs=("RFC 6749 §6", "RFC 9700 §4.14", "WSTG-SESS-01"),
)
def test_returns_new_jwt(journey: Journey) -> None:
    """A refresh returns a new access token of the same user.

    Why: a refresh that hands out the old token, or a wrong expiry, logs the user out in the middle of work.
    Judged: the first refresh of a visit is accepted, its token is another one and gives the same user at the
    identity endpoint; a stated expiry agrees with exp within 60 s. The second refresh gives another token again.
    Fix: issue a fresh token with its own jti and state its expiry beside it.
    """
    must_return_a_new_access_token(journey)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.REFRESH,
        Capability.CLOCK,
    ),
    statements=("S1.80", "S2.33"),
    refs=("v5.0.0-7.4.1", "v5.0.0-10.4.8", "RFC 9700 §4.14.2", "CWE-613", "WSTG-SESS-07"),
)
def test_expired_rejected(outlived: Waiting) -> None:
    """An expired refresh token is refused, even if it is still presented.

    Why: the life of the cookie is kept by the browser alone; a thief keeps the token as long as the server
    takes it.
    Judged: a refresh token that was never used is presented after its life, by its exp or as declared, whichever is
    shorter, and the leeway have passed on the target's clock. A session started at that moment must refresh. Where
    neither says how long it lives, guide-2022 gives it an hour; the other profiles give no number, and it is untested.
    Fix: check the expiry in the query that loads the token.
    """
    outlived.recorded().must_have_been_refused()


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.REFRESH,
        Capability.TWO_USERS,
    ),
    statements=("S1.59", "S1.74"),
    refs=("RFC 6749 §6", "RFC 9700 §4.14.2 (bound to scope)", "v5.0.0-10.3.2", "CWE-639", "CWE-863", "WSTG-ATHZ-03"),
)
def test_bound_to_user(sessions: Sessions) -> None:
    """A refresh yields the user and the privileges of the login, whatever else the request says.

    Why: a refresh that takes the user or the role from the request turns every session into any other.
    Judged: ada refreshes while the request also carries bob's access token, and bob's name and an admin role in
    headers, fields and cookies: the new token is ada's, with the claims that two honest refreshes agreed on and no
    others. Then ada and bob refresh at the same time, five times.
    Fix: read the subject from the stored refresh token only.
    """
    refresh_must_stay_with_its_user(sessions)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.42", "S1.75", "S2.72", "S2.77"),
    refs=("RFC 9700 §4.14.2",),
)
def test_chain_usable(sessions: Sessions, clock: Clock) -> None:
    """A session survives refresh after refresh.

    Why: a server that renews its token and keeps it to itself, or forgets a claim on the way, logs the user out at
    the second refresh, fifteen minutes after everything looked fine.
    Judged: five refreshes in a row, the last of them after the declared grace, each with nothing but what the one
    before returned; each new token gives the user at the identity endpoint.
    Fix: deliver the token that took the place of the spent one, and issue all claims again.
    """
    chain_must_stay_usable(sessions, clock)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.REFRESH,
        Capability.CLOCK,
    ),
    statements=("S1.84", "S2.33", "S2.85"),
    refs=(
        "v5.0.0-10.4.8",
        "v5.0.0-7.3.1",
        "v5.0.0-7.3.2",
        'browser-based-apps "Refresh Tokens" (MUST NOT extend)',
        "RFC 9700 §4.14.2 (SHOULD expire if idle)",
        "NIST SP 800-63B-4 §2.1.3, §2.2.3, §2.3.3",
        "CWE-613",
        "WSTG-SESS-07",
    ),
)
def test_lifetime_bounded(sessions: Sessions, clock: Clock, running_audit: Audit) -> None:
    """A session ends, however often it is refreshed.

    Why: a session that renews itself for ever is a login for ever, for the thief as well.
    Judged: a session is refreshed each time its token is about to expire, until the declared limit
    (policy.session_lifetime_max_seconds, else 30 days) and the leeway have passed on the target's clock; then it
    must be refused, while a new login refreshes. The end of a token that lies idle is refresh/expired-rejected.
    Fix: copy the end of the family to each successor, and let none go beyond it.
    """
    rotation_must_come_to_an_end(sessions, clock, running_audit.policy)
