"""What a refresh takes away."""

from fixtures.clock import Clock
from fixtures.rule import BCP_2026, GUIDE_2019, MAY, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.rotation import (
    must_issue_another_each_time,
    replay_within_the_grace_and_outlive_it,
    reuse_must_revoke_the_family,
)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.75", "S1.94"),
    refs=(
        "v5.0.0-10.4.5",
        "RFC 9700 §2.2.2, §4.14.2",
        'browser-based-apps "Refresh Tokens" (MUST)',
        "CWE-294",
        "CWE-613",
        "WSTG-SESS-10",
    ),
)
def test_rotates_and_retires(sessions: Sessions, clock: Clock) -> None:
    """A refresh token works once, and each refresh issues the next.

    Why: a stolen refresh token that still works after its owner used it is a session for ever.
    Judged: a session refreshes three times and gets another refresh token each time; after the declared grace the one
    before the newest is presented, then the first, and both must be refused, while an independent session still
    refreshes. The one before the newest is presented once within the grace as well, which must not make that any
    longer.
    Fix: store a hash of the current token for each session, and replace it in the same transaction.
    """
    session = sessions.own("ada")
    first = session.held()
    before = must_issue_another_each_time(session)
    replay_within_the_grace_and_outlive_it(session, before, clock)
    sessions.leave(session)
    spent = session.refresh(using=before, purpose="a refresh with the token before the newest")
    spent.must_be_refused("the refresh token before the newest")
    session.refresh(using=first, purpose="a refresh with a spent token").must_be_refused("a spent refresh token")


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019.at(MAY),
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    refs=(
        "v5.0.0-10.4.5",
        "RFC 9700 §4.14.2",
        "CWE-294",
        "WSTG-SESS-10",
        "Salesloft Drift: theft of OAuth tokens (2025)",
    ),
)
def test_reuse_revokes_family(sessions: Sessions, clock: Clock) -> None:
    """Presenting a retired refresh token ends the whole family of tokens.

    Why: when both the owner and a thief use one chain of tokens, a replay is the only sign of it; ending the
    chain throws the thief out.
    Judged: a session refreshes twice with garbage in between, which must revoke nothing; then the first token
    is replayed, after which the newest must be refused while an independent session still refreshes. The 2019
    guide does not ask for it: there it is advice.
    Fix: keep a family id with each refresh token; on reuse revoke the family and raise an alarm.
    """
    reuse_must_revoke_the_family(sessions, clock)
