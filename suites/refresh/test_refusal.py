"""What a refresh must not take."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.malformed_refresh import wrongly_typed_tokens_must_be_refused
from fixtures.trials.refresh.rotation import unknown_tokens_must_be_refused
from fixtures.trials.refresh.wrong_kind import access_tokens_must_not_refresh, refresh_tokens_must_open_nothing


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
    Judged: no token, an empty one, a random one of the same format, an honest one with one character changed,
    and the first half of it: each is refused by 4xx, or by GraphQL errors, and none yields a token. An
    independent session refreshes before and after.
    Fix: fail closed, and return right there; compare the whole token.
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
def test_not_accepted_as_access(sessions: Sessions, running_audit: Audit) -> None:
    """A refresh token does not authenticate API calls.

    Why: a refresh token that works as a bearer token is an access token of many days.
    Judged: an honest call is accepted; then the refresh token of a session is presented in place of the access
    token and must be refused: by the API, by each service of [[apis]] that shares its tokens and by [graphql] and its
    sockets.
    Fix: give the two kinds different types, keys or audiences, and check them.
    """
    refresh_tokens_must_open_nothing(running_audit, sessions.standing("ada"))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.59", "S1.73", "S2.71"),
    refs=("v5.0.0-2.2.1", "v5.0.0-16.5.3", "CWE-20", "CWE-287", "WSTG-INPV-05"),
)
def test_malformed_rejected(sessions: Sessions) -> None:
    """A refresh token of the wrong type is refused, and never matches a session.

    Why: a missing value that turns into an empty filter, or a pattern that fits every row, is answered with the
    token of the first user in the table.
    Judged: null, true, 0, lists, objects, filters, patterns and a very long text take the place of the refresh
    token; where that travels in a cookie, they also come in the body, without the cookie. Each is refused by 4xx,
    or by GraphQL errors, and none yields a token. An independent session refreshes before and after.
    Fix: accept one string and nothing else, compare it for equality, and treat what is missing as refused.
    """
    wrongly_typed_tokens_must_be_refused(sessions)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.73",),
    refs=(
        "v5.0.0-9.2.2",
        "RFC 8725 §3.12",
        "CWE-287",
        "WSTG-SESS-10",
        "repsyio/repsy#176",
        "grails-spring-security-rest#515",
        "GHSA-7fpj-9hr8-28vh (Keycloak)",
    ),
)
def test_access_not_accepted_as_refresh(sessions: Sessions) -> None:
    """An access token does not refresh.

    Why: whoever catches an access token of some minutes would renew it for ever.
    Judged: an honest access token, and the ID token and the tokens for other APIs where the target file names them,
    take the place of the refresh token, with the access token's own value against forgery where there is one, and must
    be refused, while an independent session refreshes before and after.
    Fix: give the two kinds different types, keys or audiences, and check them.
    """
    access_tokens_must_not_refresh(sessions)
