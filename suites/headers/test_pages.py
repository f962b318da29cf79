"""What pages say."""

from fixtures.browser.journeys.abroad import Abroad
from fixtures.browser.proof import injected_script_must_not_run
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Severity, rule
from fixtures.specimens import Specimens
from fixtures.trials.headers.page_policies import pages_must_limit_script
from fixtures.trials.headers.response_headers import pages_must_refuse_frames


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.66", "S2.26"),
    refs=("v5.0.0-3.4.3", "OWASP CSRF/HTML5 cheat sheets", "CWE-693", "CWE-79", "WSTG-CONF-12"),
)
def test_csp_effective(specimens: Specimens, under_attack: Abroad) -> None:
    """Each page has a content security policy that stops injected script.

    Why: one injected script takes the token from memory, wherever it is kept; a policy is the last line when
    escaping was forgotten once.
    Judged: the policies of the application's page, its login page, the rendered page and an error page, by
    header or meta element, as a browser would enforce them together: inline script and handlers, eval, scripts
    from anywhere, plug-ins and another base must be stopped, and a nonce must differ between two answers.
    Report-Only counts for nothing; unsafe-inline is ignored beside a nonce or hash, as browsers do. Where there is a
    browser, an inline script and an inline handler are put into the signed-in page, and must not run.
    Fix: send script-src with a nonce per answer or 'self', object-src 'none' and base-uri 'none'.
    """
    pages_must_limit_script(specimens)
    injected_script_must_not_run(under_attack)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    refs=("v5.0.0-3.4.6", "RFC 9700 §4.16", "CWE-1021", "WSTG-CLNT-09"),
)
def test_framing(specimens: Specimens) -> None:
    """Pages cannot be framed by strangers.

    Why: a page in an invisible frame gets the user's clicks that were meant for something else.
    Judged: frame-ancestors in the policy header of each page, without a star or a whole scheme. X-Frame-Options
    alone is reported too: it has no way to name who may frame.
    Fix: send frame-ancestors 'none', or name the sites that embed the page.
    """
    pages_must_refuse_frames(specimens)
