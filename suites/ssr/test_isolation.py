"""What renders for different people, and what they leave behind, have in common: nothing."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.ssr.page_caching import page_must_not_be_shared
from fixtures.trials.ssr.page_tokens import page_must_hold_no_token
from fixtures.trials.ssr.render_isolation import renders_must_not_mix


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.TWO_USERS,
    ),
    statements=("S1.93", "S2.46", "S2.47"),
    refs=(
        "v5.0.0-14.2.2",
        "CWE-488",
        "CWE-270",
        "CWE-362",
        "WSTG-SESS-08",
        "vercel/next.js#1731",
        "LemmyNet/lemmy-ui#1882",
        "GHSA-7mr7-4f54-vcx5 (Duende)",
    ),
)
def test_request_isolation(sessions: Sessions) -> None:
    """Each page is rendered from the state of its own request, also when many are rendered at once.

    Why: a page server lives longer than a request. What it keeps in a module, such as a token or an API client, it
    shows to whoever comes next, or at the same moment.
    Judged: pages for ada, a visitor, bob and a visitor one after the other, then for all three at the same time in six
    rounds, each at an address that no cache knows. No page shows another user or holds another's token, and the
    cookies that the pages hand out are those of their users.
    Fix: make a new API client and a new store for every request.
    """
    renders_must_not_mix(sessions)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L3,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(Capability.SSR,),
    statements=("S1.10", "S1.63", "S1.70"),
    refs=(
        "v5.0.0-14.2.6",
        "v5.0.0-3.5.7",
        "RFC 9700 §4.3",
        "CWE-922",
        "CWE-524",
        "WSTG-SESS-04",
        "WSTG-CLNT-13",
    ),
)
def test_no_token_in_html(running_audit: Audit) -> None:
    """A rendered page holds no token, neither in its markup nor in the data that it starts from.

    Why: what stands in a page is read by every script on it, and kept by caches, by histories and by whoever saves the
    page.
    Judged: the page, its Link headers, cookies that it sets for scripts and its data route, where a well-known
    framework has one, are searched for every token and fingerprint of the session in the spellings of HTML, JSON
    and URLs; whatever looks like a token is tried at the API. So are further pages, those of ssr.pages and up to eight
    that the page links to, where nothing but reading seems to be behind the link. With policy.access_token_in_page, a
    short-lived access token may stand in an answer with no-store.
    Fix: render what the user sees, and let the application fetch a token of its own by a silent refresh.
    """
    page_must_hold_no_token(running_audit)


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.TWO_USERS,
    ),
    statements=("S1.10", "S2.6"),
    refs=(
        "v5.0.0-14.2.2",
        "v5.0.0-14.2.5",
        "v5.0.0-14.3.2",
        "RFC 9111 §5.2",
        "CWE-524",
        "CWE-525",
        "WSTG-ATHN-06",
        "CVE-2025-64762",
        "GHSA-f3fg-mf2q-fj3f",
        "CVE-2012-2671",
    ),
)
def test_not_cacheable(sessions: Sessions, journey: Journey) -> None:
    """A page for one user is kept by no shared cache, whatever its address looks like.

    Why: a cache that keeps a user's page, or its Set-Cookie line, hands the user's data or whole session to the next.
    Judged: the page says no-store, or private without s-maxage; so do its variants whose addresses look like those of
    files. Each variant that shows ada is asked for again at once, by a visitor and by bob, who must see nothing of ada
    and get no cookie of hers. The identity endpoint is tried in the same way, and so are the pages of ssr.pages and up
    to eight that the page links to, at one address each, where they set a cookie of the session or show ada to nobody
    else.
    Fix: send Cache-Control: no-store with what is rendered for a user, and let no cache keep an answer that sets a
    cookie.
    """
    page_must_not_be_shared(sessions, journey)
