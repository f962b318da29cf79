"""Several refreshes at once."""

from fixtures.clock import Clock
from fixtures.rule import BCP_2026, GUIDE_2019, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.races import a_race_must_leave_one_lineage, races_must_keep_the_session


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.NONE,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.42", "S1.55", "S1.94", "S1.96"),
    refs=(
        "RFC 9700 §4.14.2 (trade-off)",
        "FAPI 2.0 note on retry (bitbucket openid/fapi#676)",
        "CWE-362",
        "OpenRisk#700",
        "fliks#457",
        "crosswithfriends#566",
        "infisical#5947",
    ),
)
def test_concurrent_keeps_session(sessions: Sessions, clock: Clock) -> None:
    """Two tabs that refresh at the same time stay signed in.

    Why: two tabs, or a rendered page and its application, send one token twice. A server that takes the second for
    a thief logs its users out at random; the usual answer is to switch rotation off. It costs availability and
    protects nobody.
    Judged: two refreshes with one token are released together, in six rounds, and six of them in four more where no
    round had two accepted; the browser reads the answers in one order and in the other; its next refresh must work,
    in two of the rounds also after the declared grace.
    Fix: let a just-spent token lead to the same successor for some seconds, or refuse the second without touching
    the cookie; let one tab at a time refresh.
    """
    races_must_keep_the_session(sessions, clock)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    needs=(Capability.REFRESH,),
    refs=(
        "v5.0.0-10.4.5",
        "CWE-362",
        "CWE-367",
        "CVE-2026-1035 (Keycloak)",
        "CVE-2026-53517 (Better Auth)",
        "CVE-2026-126280 (NocoDB)",
        "CVE-2026-50631 (CXF)",
    ),
)
def test_concurrent_atomic(sessions: Sessions, clock: Clock) -> None:
    """Refreshes with one token at the same time leave one chain of tokens.

    Why: a thief who refreshes at the same moment as the owner gets a session of his own, and as neither of the two
    tokens is ever sent twice, nobody notices.
    Judged: six refreshes with one token are released together, in five races; where they are given different
    successors, each of these goes on twice after the declared grace: at most one may.
    Fix: mark the token as spent by one conditional update, and let its success alone issue the successor.
    """
    a_race_must_leave_one_lineage(sessions, clock)
