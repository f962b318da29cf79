"""The report of the whole catalogue, with all its evidence, gives the browser little to lay out.

How long it takes to load is measured by ``make bench``.
"""

from pathlib import Path

from playwright.sync_api import Browser

from fixtures.catalogue import load_catalogue
from fixtures.verdict import Verdict
from reports import html
from reports.evidence import Moment, Screenshot, Table, Timeline
from reports.model import Result, RuleInfo, Run
from tests.reports.sample import exchange, footer, header, judgement, png, rule
from tests.reports.test_html_in_a_browser import browser as browser

MOST_LAID_OUT = 20_000
"""Of 260 000 nodes: what is folded is laid out when it is opened."""
EXCHANGES = 12
"""For each rule. Real audits record ten, and most of them are short."""
HEADERS = tuple((f"x-header-{number}", "some value of some length") for number in range(12))


def _whole_catalogue() -> Run:
    rules = tuple(
        rule(one.id, title=one.title, why=one.why, fix=one.fix, refs=one.refs, statements=one.statements)
        for one in load_catalogue().values()
    )
    return Run(header=header(*rules), results=tuple(map(_result, rules, range(len(rules)))), footer=footer())


def _result(info: RuleInfo, number: int) -> Result:
    verdict = Verdict.FAILED if number % 5 == 0 else Verdict.PASSED
    rows = tuple((f"cookie {row}", "/", "Secure", "HttpOnly", "Lax") for row in range(12))
    moments = tuple(Moment(at=at, who="tab A", what=f"GET /me with a token: answered {at}") for at in range(60))
    pictures = tuple(Screenshot(title=f"Tab {name}", png=png(width=1280, height=720)) for name in "ABC")
    browsed = (Timeline(title="Two tabs", moments=moments), *pictures) if number % 5 == 1 else ()
    return Result(
        rule_id=info.id,
        verdict=verdict,
        judgements=(judgement(verdict, exchanges=(1, 2)),),
        exchanges=tuple(
            exchange(at, request_headers=HEADERS, response_headers=HEADERS, response_body="x" * 600)
            for at in range(EXCHANGES)
        ),
        evidence=(Table(title="Cookies", columns=("name", "path", "a", "b", "c"), rows=rows), *browsed),
    )


def test_what_is_folded_is_not_laid_out(browser: Browser, tmp_path: Path) -> None:
    audited, path = _whole_catalogue(), tmp_path / "report.html"
    assert len(audited.outcomes) >= 125
    html.write(audited, path)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(path.as_uri())
    measured = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    shown = page.locator("article.rule").count()
    context.close()
    assert shown == len(audited.outcomes)
    assert measured["Nodes"] > 10 * MOST_LAID_OUT
    assert measured["LayoutObjects"] < MOST_LAID_OUT
