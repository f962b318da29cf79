"""Whose token it is."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.subject import hints_must_change_nothing, tokens_must_name_their_users


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.TWO_USERS,),
    statements=("S1.1", "S1.3", "S2.2", "S2.1"),
    refs=("v5.0.0-10.3.3", "v5.0.0-8.3.1", "RFC 8725 §3.8", "CWE-287", "CWE-639", "WSTG-SESS-01"),
)
def test_subject_matches_login(sessions: Sessions) -> None:
    """A token identifies the user who logged in, and an API acts for that user alone.

    Why: an API that takes the user from a header or a query parameter lets every user be any other.
    Judged: the tokens of two users differ in a claim that names the user; each token gives its own user at the
    identity endpoint; ada's token with bob named in headers, query parameters and cookies still gives ada, or is
    refused.
    Fix: take the identity only from the verified token, never from the rest of the request.
    """
    ada, bob = sessions.standing("ada"), sessions.standing("bob")
    tokens_must_name_their_users(ada, bob)
    hints_must_change_nothing(ada, bob)
