"""What a refresh must not take."""

from fixtures.forge import Lie
from fixtures.rotation import unknown_tokens_must_be_refused
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.73", "S1.81", "S1.82", "S2.71"),
    refs=("v5.0.0-7.2.1", "v5.0.0-16.5.3", "RFC 6749 §5.2", "CWE-287", "WSTG-SESS-01"),
)
def test_missing_or_unknown_rejected(sessions: Sessions) -> None:
    """A refresh without a token, or with an unknown one, is refused with a client error.

    Why: an endpoint that goes on after its error branch hands out tokens for nothing, or falls over with a
    server error.
    Judged: no token, an empty one, a random one of the same format, and an honest one with one character
    changed: each is refused by 4xx, or by GraphQL errors, and none yields a token. An independent session
    refreshes before and after.
    Fix: fail closed, and return right there.
    """
    unknown_tokens_must_be_refused(sessions)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.56", "S1.67"),
    refs=(
        "v5.0.0-9.2.2",
        "RFC 8725 §2.8, §3.11, §3.12",
        "RFC 9068 §4 (typ at+jwt)",
        "CWE-287",
        "WSTG-SESS-10",
        "OFBIZ-13493 (2026), grails-spring-security-rest#391",
    ),
)
def test_not_accepted_as_access(sessions: Sessions) -> None:
    """A refresh token does not authenticate API calls.

    Why: a refresh token that works as a bearer token is an access token of many days.
    Judged: an honest call is accepted; then the refresh token of a session is presented in place of the access
    token and must be refused.
    Fix: give the two kinds different types, keys or audiences, and check them.
    """
    ada = sessions.standing("ada")
    ada.call().control()
    ada.present(Lie("its refresh token", ada.refresh_token)).must_be_refused("a refresh token as the access token")
