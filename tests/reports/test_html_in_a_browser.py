"""The report opened in a real browser: it is complete by itself, it can be used, and nothing in it is obeyed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fixtures.verdict import Verdict
from reports import html
from reports.model import Run, Screenshot, Table
from tests.reports.hostile import STRINGS, filled_with
from tests.reports.rich_sample import rich_run
from tests.reports.sample import exchange, judgement, png, result, rule, run

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that is installed, else Playwright's own."""
    path = next((found for name in _INSTALLED if (found := shutil.which(name))), None)
    options = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=options)
        yield started
        started.close()


class Reader:
    """A page on one report, with everything it complained about or asked for."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.url = path.as_uri()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def opens(self, audited: Run, path: Path, *, at: str = "") -> Page:
        """Write the report of ``audited`` and open it."""
        html.write(audited, path)
        self.page.goto(f"{self.url}{at}")
        return self.page

    @property
    def asked_for(self) -> list[str]:
        """What was requested besides the page itself and what it carries within."""
        return [url for url in self.requests if url.partition("#")[0] != self.url and not url.startswith("data:")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


@pytest.fixture
def reader(browser: Browser, path: Path) -> Iterator[Reader]:
    context = browser.new_context()
    yield Reader(context.new_page(), path)
    context.close()


def _shown(page: Page) -> int:
    return page.locator("article.rule:visible").count()


def test_page_needs_nothing_from_anywhere_and_does_not_complain(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    page.get_by_role("button", name="Open all").click()
    picture = page.get_by_role("img", name="The app after login, as ada saw it")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert (reader.asked_for, reader.complaints) == ([], [])


def test_content_policy_is_in_force(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.hit = 1";
        document.body.append(script);
    }""")
    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in complaint for complaint in reader.complaints)


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_nothing_of_the_target_is_obeyed(reader: Reader, path: Path, text: str) -> None:
    audited = filled_with(text, rich_run())
    page = reader.opens(audited, path)
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("window.hit") is None
    assert page.locator("article.rule").count() == len(audited.outcomes)
    assert page.evaluate("document.querySelectorAll('script, style').length") == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (reader.asked_for, reader.complaints) == ([], [])


def test_ten_megabytes_of_the_target_are_shown_in_time_and_obeyed_nowhere(reader: Reader, path: Path) -> None:
    page = reader.opens(_shouting("<script>window.hit = 1</script>" + "a" * 10_000_000), path)
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_text("cut here: 10,000,031 characters in all").first).to_be_visible()
    assert (reader.asked_for, reader.complaints) == ([], [])


def _shouting(text: str) -> Run:
    sent = exchange(1, purpose=text, url=text, request_body=text, response_body=text, response_headers=((text, text),))
    table = Table(title=text, columns=(text,), rows=((text,),))
    said = judgement(Verdict.FAILED, sentence=text, expected=text, exchanges=(1,))
    return run(
        result("suite/fact", Verdict.FAILED, judgements=(said,), exchanges=(sent,), evidence=(table,)),
        rules=(rule("suite/fact"),),
    )


def test_counts_never_hide_what_was_not_judged(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    tiles = [" ".join(text.split()) for text in page.locator(".tile").all_inner_texts()]
    assert tiles == [
        "3 Failed",
        "1 Error of Bearproof",
        "1 Inconclusive",
        "1 Untested",
        "10 Passed",
        "1 Not applicable",
    ]
    expect(page.get_by_role("heading", name="17 rules, 13 of 16 applicable rules judged (81 %)")).to_be_visible()
    headings = page.locator("section.verdict > h2").all_inner_texts()
    assert [heading.split()[0] for heading in headings] == [
        "Failed",
        "Error",
        "Inconclusive",
        "Untested",
        "Passed",
        "Not",
    ]


def test_filters_narrow_and_come_back(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    status = page.locator("#shown")
    expect(status).to_have_text("17 rules")
    page.get_by_role("checkbox", name="Passed").uncheck()
    expect(status).to_have_text("7 of 17 rules shown")
    assert _shown(page) == 7
    expect(page.locator("#verdict-passed")).to_be_hidden()
    page.get_by_role("combobox", name="Suite").select_option("token")
    expect(status).to_have_text("2 of 17 rules shown")
    page.get_by_role("combobox", name="Severity").select_option("medium")
    expect(status).to_have_text("1 of 17 rules shown")
    page.get_by_role("combobox", name="Severity").select_option("low")
    expect(status).to_have_text("0 of 17 rules shown")
    page.get_by_role("button", name="Show all").click()
    expect(status).to_have_text("17 rules")


def test_search_reads_the_evidence_too_and_is_reached_by_key(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("localstorage JWT")
    expect(page.locator("#shown")).to_have_text("1 of 17 rules shown")
    expect(page.locator("article.rule:visible")).to_have_id("storage/memory-only")
    page.keyboard.press("Escape")
    expect(page.locator("#shown")).to_have_text("17 rules")


def test_link_opens_the_rule_it_names(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path, at="#cookie/httponly")
    rule = page.locator("[id='cookie/httponly']")
    expect(rule.locator("details.fold")).to_have_attribute("open", "")
    expect(rule).to_be_in_viewport()
    expect(rule).to_be_focused()


def _with_pictures_above(rule_id: str, *, pictures: int) -> Run:
    """Put pictures into a failure, which stands above ``rule_id`` and is open."""
    audited = rich_run()
    found = audited.results[0]
    shown = tuple(Screenshot(title=f"Picture {number}", png=png(width=1280, height=720)) for number in range(pictures))
    assert found.verdict is Verdict.FAILED
    assert found.rule_id != rule_id
    return audited.model_copy(update={"results": (found.model_copy(update={"evidence": shown}), *audited.results[1:])})


def test_link_leads_to_its_rule_however_many_pictures_load_above_it(reader: Reader, path: Path) -> None:
    page = reader.opens(_with_pictures_above("cookie/httponly", pictures=6), path, at="#cookie/httponly")
    rule = page.locator("[id='cookie/httponly']")
    before = rule.bounding_box()
    page.evaluate("""async () => {
        for (const image of document.images) image.loading = "eager";
        await Promise.all([...document.images].map((image) => image.decode()));
    }""")
    assert before is not None
    assert before["y"] < 300
    assert rule.bounding_box() == before


def test_the_fix_is_not_behind_a_dozen_findings_and_none_of_them_is_lost(reader: Reader, path: Path) -> None:
    said = [judgement(Verdict.FAILED, sentence=f"Answer {number} lets everybody in.") for number in range(12)]
    audited = run(result("cors/open", Verdict.FAILED, judgements=tuple(said)), rules=(rule("cors/open"),))
    page = reader.opens(audited, path)
    card = page.locator("[id='cors/open']")
    expect(card.get_by_text("lets everybody in.").locator("visible=true")).to_have_count(3)
    expect(card.get_by_text("Fix", exact=True)).to_be_visible()
    card.get_by_text("9 more findings").click()
    expect(card.get_by_text("lets everybody in.").locator("visible=true")).to_have_count(12)
    page.reload()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(card.get_by_text("lets everybody in.").locator("visible=true")).to_have_count(12)


def test_link_to_a_filtered_rule_shows_it(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    page.get_by_role("checkbox", name="Passed").uncheck()
    page.evaluate("location.hash = '#cookie/httponly'")
    expect(page.locator("[id='cookie/httponly']")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Passed")).to_be_checked()


def test_what_failed_leads_to_its_rule_from_the_answer_and_from_the_list(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    title = "A refresh token works once, and each refresh issues the next."
    for link in (
        page.locator(".answer").get_by_role("link", name="refresh/rotates-and-retires"),
        page.locator(".glance").get_by_role("link", name=title),
    ):
        page.evaluate("window.scrollTo(0, 0)")
        link.click()
        expect(page.locator("[id='refresh/rotates-and-retires']")).to_be_in_viewport()


def test_rule_opens_and_closes_by_keyboard(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    fold = page.locator("[id='cookie/httponly'] details.fold")
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    expect(fold.get_by_text("401 Unauthorized in 12 ms").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(fold).not_to_have_attribute("open", "")


def test_page_is_complete_without_script(browser: Browser, path: Path) -> None:
    html.write(rich_run(), path)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_text("and issued a token for ada")).to_be_visible()
    fold = page.locator("[id='cookie/httponly'] details.fold")
    fold.locator("summary").first.click()
    expect(fold.get_by_text("401 Unauthorized in 12 ms").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 400, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_and_can_be_read(browser: Browser, path: Path, width: int, scheme: str) -> None:
    html.write(rich_run(), path)
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) >= 4.5
    context.close()


CONTRAST = """() => {
    // The lowest contrast ratio (WCAG 2.2) between text colours and the surfaces they stand on.
    const light = (name) => {
        const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1);
        const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
        const [r, g, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, two) => (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const texts = ["--ink", "--soft", "--link", "--failed", "--error", "--inconclusive", "--untested", "--passed",
        "--inapplicable"];
    return Math.min(...texts.flatMap((text) =>
        ["--paper", "--sheet", "--well"].map((surface) => ratio(light(text), light(surface)))));
}"""


def test_printing_unfolds_every_rule(reader: Reader, path: Path) -> None:
    page = reader.opens(rich_run(), path)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.fold:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.fold[open]").count() == 3


def test_run_without_rules_has_a_page_too(reader: Reader, path: Path) -> None:
    page = reader.opens(run(), path)
    expect(page.get_by_text("No rule was selected, so nothing was judged.")).to_be_visible()
    assert reader.complaints == []
