"""Tokens stay out of addresses."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.transport.url_tokens import urls_must_not_authenticate, urls_must_not_carry_tokens


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.2", "S1.10", "S2.23"),
    refs=("v5.0.0-14.2.1", "RFC 6750 §2.3, §5.3", "A4 v4.0.3-3.1.1, v4.0.3-8.3.1", "CWE-598", "WSTG-SESS-04"),
)
def test_no_token_in_url(sessions: Sessions, journey: Journey, running_audit: Audit) -> None:
    """A token is neither taken from a URL nor sent in one.

    Why: addresses end up in logs, histories, bookmarks and Referer headers; a token in one leaks without any
    attack.
    Judged: an honest access token is presented in the query, under eleven names, and in a form body: each must be
    refused, with honest calls around; at GraphQL and the services of [[apis]], under all names at once. So must a
    refresh token in the query of the refresh endpoint, and the access token in the address of a socket, which must
    not open it. No answer of the recorded visit leads the browser to an address with a token in it.
    Fix: read the token from the Authorization header and from nowhere else.
    """
    urls_must_not_authenticate(running_audit, sessions.standing("ada"))
    urls_must_not_carry_tokens(journey)
