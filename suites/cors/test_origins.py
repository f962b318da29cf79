"""Which origins are let in."""

from fixtures.browser.app_origin import AppOrigin
from fixtures.cross_origin import CrossOrigin
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.27", "S1.64", "S2.18", "S2.45"),
    refs=(
        "v5.0.0-3.4.2",
        'Fetch "CORS check", "CORS protocol and credentials"',
        "CWE-942",
        "CWE-346",
        "WSTG-CLNT-07",
        "CVE-2025-34291 (KEV 2026-05-21)",
    ),
)
def test_no_untrusted_origin(cross_origin: CrossOrigin) -> None:
    """Only trusted origins are let in with the user's cookies.

    Why: a refresh endpoint that answers to any origin gives every page the user visits a token, and with it the
    account.
    Judged: login, refresh, logout, identity endpoint and GraphQL are asked, with preflights, and less often the
    rendered page and the services of [[apis]], from a foreign site, a sandboxed frame (null), and origins that look
    like a trusted one: with something before or after the name, an underscore, a percent sign, a letter for a dot,
    plain HTTP, another port, a host below it. Where ada's username is an address, names that begin or end with its
    domain are tried as well. An answer that names the origin and takes credentials lets it in.
    Trusted are the origins of target.url and [app], and those in policy.trusted_origins. Capital letters are not
    tried: no browser writes an origin with them.
    Fix: compare the whole Origin with a list of exact strings; never echo it, and never take null.
    """
    cross_origin.must_let_no_foreign_origin_in()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.64", "S2.45"),
    refs=("v5.0.0-3.4.2", 'Fetch "CORS protocol and credentials"', "CWE-942", "WSTG-CLNT-07"),
)
def test_no_wildcard_credentials(cross_origin: CrossOrigin) -> None:
    """No answer with a token is open to every origin.

    Why: a star on the answers of login or refresh says that nobody thought about who may read tokens; together
    with credentials, browsers refuse it, and the next fix is to echo the Origin.
    Judged: all answers of the endpoints, preflights and errors included, as pages of trusted, foreign and no
    origin get them. What is answered without an Origin counts where a cache may keep it for pages. A star must not
    stand on an answer with a token, on data that a cookie unlocks, nor beside
    Access-Control-Allow-Credentials. On data behind a bearer token it is noted and fails nobody: who reads it
    has the token.
    Fix: name the origins that need the answer, or send no CORS header at all.
    """
    cross_origin.must_not_let_everybody_in()


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(BCP_2026,),
    refs=('Fetch "CORS protocol and HTTP caches"', "CWE-524", "WSTG-CLNT-07"),
)
def test_vary_origin(cross_origin: CrossOrigin) -> None:
    """An answer that depends on the origin says so.

    Why: a cache that does not know keeps the answer for one origin and gives it to another, which then works
    for nobody, or for the wrong one.
    Judged: GET answers of the API, and the first script and style sheet of the page, as asked from a trusted, a
    foreign and no origin. Where the permission differs, each must say Vary: Origin; an answer with no-store is
    not kept, and needs none.
    Fix: add Vary: Origin wherever the Origin is looked at, also when it is refused.
    """
    cross_origin.must_say_what_varies()


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.NONE,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.62", "S2.45", "S2.76"),
    refs=('Fetch "CORS protocol and credentials"', 'browser-based-apps "Cross-Origin Requests"'),
)
def test_app_origin_works(app_origin: AppOrigin) -> None:
    """The application's own origin can use the API, with the user's cookies.

    Why: where page and API have different origins, the browser sends no cookie and shows no answer unless both sides
    say so. A page that is shut out loses its session at every reload, and the next fix is often to let everybody in.
    Judged: a real browser logs in, reloads and calls. Each call to another origin must take along the cookies that it
    needs and be readable for the page, and so must its refusal, which is asked for without a token; a call that the
    browser blocks is asked for again over plain HTTP, to tell CORS from an outage. A page and API with one origin are
    not concerned. Where the two are on different sites and the browser holds third-party cookies back, that is a limit
    of the design, and the rule is inconclusive.
    Fix: answer with exactly the page's origin and Access-Control-Allow-Credentials: true, errors and preflights too;
    allow the headers that the page sends; call login, refresh and API with credentials: "include".
    """
    app_origin.must_be_let_in()
