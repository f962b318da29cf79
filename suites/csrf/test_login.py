"""Logins that somebody else sends."""

from fixtures.browser.intrusion import foreign_pages_must_not_log_in
from fixtures.browser.journeys.forced_login import ForcedLogin
from fixtures.browser.journeys.tour import Tour
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.BROWSER,
        Capability.TWO_USERS,
    ),
    statements=("S1.69",),
    refs=(
        "v5.0.0-7.6.2",
        "v5.0.0-10.1.2",
        "v5.0.0-10.2.1",
        'OWASP CSRF cheat sheet "Possible CSRF Vulnerabilities in Login Forms"',
        "RFC 9700 §4.7",
        "CWE-352",
        "CWE-384",
        "WSTG-SESS-05",
    ),
)
def test_login_csrf(login_by_attacker: ForcedLogin, app_tour: Tour) -> None:
    """A foreign page cannot log its visitor in as the attacker.

    Why: a visitor who does not notice whose account is open saves notes, card numbers and searches for the attacker
    to read.
    Judged: in a real browser without a session, a page of a foreign site sends the name and the password of bob to the
    login: as a form, with parts, as plain text that is JSON, and by GET. Then the application is opened, and the page
    of [ssr] where there is one: neither may show bob. Whether the answer is refused does not matter, nor what a page
    could send with a token that only the target's own pages know. Logins through an authorization server are not
    judged.
    Fix: take application/json only, whatever the body looks like, and refuse a login whose Origin is not your own.
    """
    foreign_pages_must_not_log_in(login_by_attacker, app_tour)
