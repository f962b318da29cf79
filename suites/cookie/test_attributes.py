"""The attributes of session cookies, on every line that sets one."""

from fixtures.browser.journeys.abroad import Abroad
from fixtures.browser.proof import browser_must_hold_the_cookies_back
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Severity, rule


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.61", "S1.63", "S2.28", "S2.67"),
    refs=("v5.0.0-3.3.4", "A4 v4.0.3-3.4.2", 'browser-based-apps "Cookie Security" (MUST)', "CWE-1004", "WSTG-SESS-02"),
)
def test_httponly(journey: Journey) -> None:
    """Script cannot read a session cookie.

    Why: one injected script reads every cookie that is not HttpOnly, and sends it away.
    Judged: each Set-Cookie line of the login, the refreshes and the rendered page that sets a session cookie.
    Session cookies are those that the target file names and any other that holds a token of the session.
    Fix: set HttpOnly wherever the cookie is set.
    """
    journey.session_cookies.must_be_http_only()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S2.28",),
    refs=(
        "v5.0.0-3.3.1",
        "A4 v4.0.3-3.4.1",
        "NIST SP 800-63B-4 2pd §5.1.1 (SHALL)",
        "RFC 6265 §8.3",
        "CWE-614",
        "WSTG-SESS-02",
        "WSTG-SESS-09",
    ),
)
def test_secure(journey: Journey) -> None:
    """A session cookie travels only over TLS.

    Why: without Secure, one request over plain HTTP gives the session to the network.
    Judged: each Set-Cookie line that sets a session cookie. On a plain-HTTP test host its absence cannot be
    judged.
    Fix: set Secure always, and use TLS in development too.
    """
    journey.session_cookies.must_be_secure()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.28", "S2.19", "S2.28"),
    refs=(
        "v5.0.0-3.3.2",
        "A4 v4.0.3-3.4.3",
        'browser-based-apps "Cookie Security" (SHOULD Strict)',
        "NIST 63B-4 2pd §5.1.1",
        "CWE-1275",
        "WSTG-SESS-02",
        "CVE-2025-34291 (Langflow)",
    ),
)
def test_samesite(journey: Journey, under_attack: Abroad) -> None:
    """A session cookie states SameSite.

    Why: browsers differ in what they do without it; Chromium sends such a cookie on cross-site form posts for
    two minutes after it was set.
    Judged: each Set-Cookie line that sets a session cookie says Strict or Lax. None counts only where the
    target file declares that page and API are on different sites. Where there is a browser, a form on a foreign
    page posts to the refresh endpoint, and no session cookie may go with it.
    Fix: set SameSite=Strict for the refresh cookie, or Lax where a rendered page must see it on inbound links.
    """
    journey.session_cookies.must_state_same_site()
    browser_must_hold_the_cookies_back(under_attack)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.57", "S2.21", "S2.82"),
    refs=("NIST 63B-4 2pd §5.1.1", "RFC 6265 §5.2.2", "v5.0.0-7.3.2", "CWE-539", "WSTG-SESS-02", "WSTG-SESS-07"),
)
def test_lifetime_bounded(journey: Journey) -> None:
    """A session cookie lives no longer than what it carries.

    Why: a cookie that outlives its content stays on the disk for nothing; one kept a thousand times too long
    was set in milliseconds.
    Judged: Max-Age or Expires of each session cookie against the life of the token in it, by its exp or by the
    declared refresh lifetime, with five minutes of slack. The fingerprint of guide-2022 has none at all: its sessions
    end with the browser.
    Fix: derive both lives from one constant, in seconds.
    """
    journey.session_cookies.must_not_outlive_their_content(session_only=journey.session_only_cookie)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S2.28",),
    refs=(
        "v5.0.0-3.3.1",
        "v5.0.0-3.3.3",
        "A4 v4.0.3-3.4.4",
        "draft-ietf-httpbis-layered-cookies §4.1.3",
        'browser-based-apps "Cookie Security"',
        "WSTG-SESS-02",
    ),
)
def test_name_prefix(journey: Journey) -> None:
    """The name of a session cookie has a prefix that keeps other hosts from setting it.

    Why: a sibling host, or anyone on the network, can set a cookie for the whole domain. A browser takes a cookie
    called __Host- only from the host itself and only over TLS.
    Judged: the name on each Set-Cookie line that sets a session cookie, and the attributes that its prefix promises.
    A name that only looks like a prefixed one, such as __User-Fgp or __host-, promises nothing. On a plain-HTTP test
    host it cannot be judged.
    Fix: name the cookie __Host-..., with Secure, Path=/ and no Domain; __Secure- where subdomains must share it.
    """
    journey.session_cookies.must_bear_a_prefix()
