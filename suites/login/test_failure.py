"""How a login fails."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.login.logins import failures_must_look_alike
from fixtures.turns import harsh


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L3,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.20", "S2.95"),
    refs=("v5.0.0-6.3.8", "CWE-204", "CWE-208", "WSTG-IDNT-04", "WSTG-ATHN-04"),
    disruptive=True,
)
@harsh
def test_failure_uniform(sessions: Sessions) -> None:
    """A failed login issues nothing, and does not tell whether the account exists.

    Why: different answers for a wrong password and an unknown user let anybody list the accounts.
    Judged: three wrong passwords and three unknown users in turn, an empty password, and at last in its place null,
    a list, an object that reads like a query of a database, also in place of the name, and nothing at all: none
    issues a token. Of the first six, status, body, cookies and headers are alike, also the numbers and codes in
    them, but for what differs in every answer; the time counts only when the difference exceeds 100 ms and five
    times the noise. Right logins before, between and after show that the account was not locked. Where the target
    ends at such a password, nobody can log in after it, and the rule is inconclusive and says so.
    Fix: answer every failure alike, and hash a dummy password for unknown users.
    """
    failures_must_look_alike(sessions)
