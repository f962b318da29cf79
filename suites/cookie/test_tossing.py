"""Cookies that somebody else has set."""

from fixtures.rule import BCP_2026, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.cookie.tossing import planted_cookies_must_not_take_over


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(
        Capability.REFRESH,
        Capability.TWO_USERS,
    ),
    refs=(
        "RFC 6265 §8.6",
        'draft-ietf-httpbis-layered-cookies "Weak Integrity"',
        "v5.0.0-3.3.3",
        "CWE-384",
        "WSTG-SESS-03",
        "FlowFixation (2024)",
    ),
)
def test_tossing_resisted(sessions: Sessions) -> None:
    """A cookie that a sibling host plants does not become the session.

    Why: every host of a domain can set cookies for all of it; a user whose browser sends the attacker's session
    writes his secrets into the attacker's account.
    Judged: refreshes carry bob's cookie before and behind ada's, under the same name in other letters, and behind a
    space that browsers keep: none may become bob's session, nor end ada's. Two cookies of one name are no finding
    where the name begins with __Host-, which keeps siblings out.
    Fix: name the cookie __Host-…, compare names exactly, and refuse a request with two of them.
    """
    planted_cookies_must_not_take_over(sessions)
