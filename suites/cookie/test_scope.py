"""How far a session cookie goes."""

from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.90", "S1.91"),
    refs=(
        "v5.0.0-3.3.3",
        "v5.0.0-3.5.4",
        "A4 v4.0.3-3.4.5",
        "NIST 63B-4 2pd §5.1.1",
        "RFC 6265 §8.6",
        "CWE-565",
        "WSTG-SESS-02",
    ),
)
def test_host_only(journey: Journey) -> None:
    """A session cookie goes to the host that needs it, and to no other.

    Why: a cookie with a Domain goes to every host below it, and each of them, taken over or rented, has the session.
    Judged: each Set-Cookie line that sets a session cookie: no Domain, unless the target file says that pages and
    authentication are on sibling hosts (policy.shares_cookie_domain); a Path that browsers understand (one in quotes
    they ignore); and the refresh endpoint, the rendered page and the API get the cookies that they need.
    Fix: leave out Domain, keep the pages and the authentication on one host, and write Path=/ without quotes.
    """
    journey.session_cookies.must_be_kept_at_home()
