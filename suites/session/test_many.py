"""Several sessions side by side."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.session.many_sessions import all_must_end_together, sessions_must_be_independent


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.REFRESH,
        Capability.TWO_USERS,
        Capability.LOGOUT_EVERYWHERE,
    ),
    statements=("S1.81", "S1.85", "S1.86", "S2.85"),
    refs=("v5.0.0-7.4.5", "v5.0.0-7.5.2", "v5.0.0-10.4.9", "RFC 7009 §2.1", "CWE-613", "WSTG-SESS-06", "WSTG-SESS-11"),
)
def test_force_logout_all(running_audit: Audit) -> None:
    """Logging out everywhere ends every session of the user, and nobody else's.

    Why: it is the one thing a user can do after losing a device.
    Judged: three sessions of ada and one of bob all refresh; ada logs out everywhere from one of them; none of
    ada's refresh tokens works afterwards, bob's does, and ada can log in again. In bcp-2026 the access tokens of these
    sessions are refused by the API, too, or end within five minutes; the guides let them expire.
    Fix: revoke by user id, in one transaction.
    """
    all_must_end_together(running_audit)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.85",),
    refs=("v5.0.0-7.1.2", "CWE-613", "WSTG-SESS-11"),
)
def test_concurrent_independent(sessions: Sessions) -> None:
    """Sessions of one user on several devices do not end each other.

    Why: a server that keeps one refresh token for each user logs the first device out when the second logs in.
    Judged: two sessions of ada refresh in turn, three times; then one logs out, and the other calls the API with the
    token that it has, and refreshes on. A declared limit (policy.single_session, policy.logout_ends_all) is honoured.
    Fix: keep one row for each session.
    """
    sessions_must_be_independent(sessions)
