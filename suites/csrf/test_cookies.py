"""What the cookies of a session are worth alone."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.csrf.api_cookies import cookies_must_not_authenticate


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.26", "S1.67", "S2.21"),
    refs=("v5.0.0-3.5.1", "RFC 6750 §5.3 (cookies need CSRF defence)", "CWE-352", "WSTG-SESS-05"),
)
def test_api_ignores_cookies(sessions: Sessions, running_audit: Audit) -> None:
    """The API does not take cookies for a credential.

    Why: a browser sends cookies with every request, whoever made it; an API that trusts them acts for every
    page that the user visits.
    Judged: the identity endpoint is called with all cookies of a live session and without its access token, once
    plainly and once as from its own page, and so are the query of [graphql] and the services of [[apis]]: all must be
    refused. A cookie that carries the access token by design is left out.
    Fix: authenticate API calls by the Authorization header alone; keep the refresh cookie to the refresh
    endpoint.
    """
    cookies_must_not_authenticate(running_audit, sessions.refreshing("ada"))
