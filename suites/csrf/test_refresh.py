"""What a foreign page can do to a session."""

from fixtures.browser.journeys.abroad import Abroad
from fixtures.browser.proof import browser_must_leave_the_session_alone
from fixtures.clock import Clock
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.csrf.cross_site import (
    endpoints_must_refuse_simple_requests,
    logout_must_refuse_foreign_pages,
    refresh_must_refuse_foreign_pages,
)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.27", "S1.64"),
    refs=(
        "v5.0.0-3.5.1",
        "v5.0.0-3.5.2",
        'browser-based-apps "Cross-Site Request Forgery Protections" (MUST for BFF, sub-domain takeover note)',
        'OWASP CSRF cheat sheet "Fetch Metadata headers"',
        "CWE-352",
        "WSTG-SESS-05",
    ),
)
def test_refresh_cross_site_rejected(sessions: Sessions, clock: Clock, under_attack: Abroad) -> None:
    """A refresh that a foreign page asks for is refused, and costs the user nothing.

    Why: the foreign page cannot read the answer, but the refresh token is spent: where the new cookie gets
    lost, the user is logged out, and every refresh is one more chance for a race.
    Judged: forms and scripts of a foreign site and of a sibling (a host below the API's, or another port) post to
    the refresh endpoint with the user's cookies, as a browser would send them. None may issue a token, rotate the
    cookie or end the session. Where SameSite holds nothing back, origins that look like a trusted one, and null,
    post a form as well. What SameSite holds back from other sites fails nobody; it never holds anything back from
    siblings, unless policy.trusts_sibling_sites declares them trusted. Where a spent token works on for a while, that
    passes after two of these requests before the session is looked at. Where there is a browser, it opens a page of a
    foreign site whose form does so, and comes back.
    Fix: refuse a refresh whose Origin or Sec-Fetch-Site is not your own, before the token is looked at; or
    demand a custom header.
    """
    refresh_must_refuse_foreign_pages(sessions.refreshing("ada"), clock)
    browser_must_leave_the_session_alone(under_attack)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.27", "S1.64", "S2.18"),
    refs=("v5.0.0-3.5.2", "v5.0.0-3.5.3", "v5.0.0-4.1.4", "CWE-352", "CWE-598", "WSTG-SESS-05", "WSTG-CONF-06"),
)
def test_refresh_not_simple(sessions: Sessions) -> None:
    """Refresh and logout do nothing on GET, and take no forms.

    Why: links, images and forms can be put on any page; a state change that they can ask for is one that
    anybody can ask for.
    Judged: GET, HEAD, a method override in the query and in three headers, and posts of the content types that
    forms have, and of none: none may issue a token, rotate the cookie or end the session. A post as a form fails nobody
    where the same post from a foreign Origin is refused, or where SameSite holds the cookie back. A token that
    travels in the body is sent by GET in the query, where it must do nothing; no foreign page knows it, so that
    forms are not tried with it.
    Fix: route refresh and logout for POST alone, and take application/json or no body.
    """
    endpoints_must_refuse_simple_requests(sessions.refreshing("ada"))


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(
        Capability.LOGOUT,
        Capability.REFRESH,
    ),
    statements=("S1.44",),
    refs=("v5.0.0-3.5.1", "v5.0.0-10.6.2", "CWE-352", "WSTG-SESS-05"),
)
def test_logout_protected(sessions: Sessions) -> None:
    """A foreign page cannot log the user out.

    Why: a page that ends sessions is a nuisance, and a help for whoever wants to see the user type the password
    again.
    Judged: images, links, forms and scripts of a sibling and of a foreign site ask for the logout with the
    user's cookies, as a browser would send them; afterwards the session must still refresh. What SameSite holds
    back fails nobody.
    Fix: take logout by POST alone, and refuse it when Origin or Sec-Fetch-Site is not your own.
    """
    logout_must_refuse_foreign_pages(sessions.refreshing("ada"))
