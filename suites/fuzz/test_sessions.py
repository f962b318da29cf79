"""The life of a session, in any order."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.fuzz.session_fuzz import only_live_credentials_may_work


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.NONE,
    disruptive=True,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH, Capability.LOGOUT),
    statements=("S1.79", "S1.81", "S1.85", "S1.98", "S2.72", "S2.97"),
    refs=("v5.0.0-7.4.1", "v5.0.0-10.4.5", "CWE-613", "CWE-362", "WSTG-SESS-06", "WSTG-SESS-08"),
)
def test_session_state_machine(sessions: Sessions) -> None:
    """Whatever order things happen in, what is live works and what has ended does not.

    Why: logout, rotation and reuse are each tested alone; attackers combine them, and a session that comes back to
    life after the third step of four belongs to whoever kept its old tokens.
    Judged: sequences of calls, refreshes, replays of spent tokens and logouts, two plain ones and a dozen drawn by a
    fixed seed, with at most 4 logins. A model says what must work and what must not; after a replay it holds both for
    possible until the next refresh tells. A sequence that breaks it is made as short as 8 more logins allow. Within a
    declared grace, a replay may be accepted. A session of another user lives through all of it.
    Fix: look at the transition that the counter-example ends with; let ended be a state that nothing leads out of.
    """
    only_live_credentials_may_work(sessions)
