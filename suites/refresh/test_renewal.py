"""What a refresh gives."""

from fixtures.audit import Audit
from fixtures.clock import Clock
from fixtures.journey import Journey
from fixtures.lifetimes import refresh_token_must_die
from fixtures.rotation import must_return_a_new_access_token, refresh_must_stay_with_its_user
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions


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
    identity endpoint; a stated expiry agrees with exp within 60 s.
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
def test_expired_rejected(sessions: Sessions, clock: Clock, running_audit: Audit) -> None:
    """An expired refresh token is refused, even if it is still presented.

    Why: the life of the cookie is kept by the browser alone; a thief keeps the token as long as the server
    takes it.
    Judged: a refresh token that was never used is presented after its life and the leeway have passed on the
    target's clock. A session started at that moment must refresh.
    Fix: check the expiry in the query that loads the token.
    """
    refresh_token_must_die(sessions, clock, running_audit.policy)


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
    Judged: ada refreshes while the request also carries bob's access token, bob's name and an admin role in
    headers: the new token is ada's, with the claims that two honest refreshes agreed on. Then ada and bob
    refresh at the same time, five times.
    Fix: read the subject from the stored refresh token only.
    """
    refresh_must_stay_with_its_user(sessions)
