"""axe-core finds nothing in the report: folded and unfolded, light and dark."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no marker
from playwright.sync_api import Browser, Page

from reports import html
from reports.model import Run
from reports.trend import PastRun, Trend
from tests.reports.rich_sample import rich_run
from tests.reports.sample import run
from tests.reports.test_html_in_a_browser import browser as browser


def _violations(page: Page, *, is_open: bool) -> list[str]:
    page.evaluate("(open) => document.querySelectorAll('details').forEach((fold) => { fold.open = open; })", is_open)
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} ({len(one['nodes'])}: {one['nodes'][0]['html'][:120]})" for one in violations]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sought", ["localstorage", "no rule says this"], ids=["some", "none"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_a_filtered_report(
    browser: Browser, tmp_path: Path, sought: str, width: int, scheme: str
) -> None:
    path = tmp_path / "report.html"
    html.write(rich_run(), path)
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_role("checkbox", name="Inconclusive").uncheck()
    page.get_by_role("searchbox").fill(sought)
    page.get_by_text("of 17 rules shown").wait_for()
    found = [one for is_open in (False, True) for one in _violations(page, is_open=is_open)]
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audited", [rich_run(), run()], ids=["rich", "empty"])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, audited: Run, scheme: str) -> None:
    path = tmp_path / "report.html"
    past = PastRun.of(audited, identity="1", exit_code=1)
    html.write(audited, path, trend=Trend(earlier=(past, past), present=past, further=3))
    # axe is put into the page by script, which the page's own content policy forbids.
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    found = [one for is_open in (False, True) for one in _violations(page, is_open=is_open)]
    context.close()
    assert found == []
