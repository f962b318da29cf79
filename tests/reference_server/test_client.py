"""The single-page application, in a real browser."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.reference_server.running import ADA, COOKIE, Server
from tests.reference_server.surfing import calls, log_in, open_login


def test_a_stranger_makes_one_silent_refresh_and_comes_to_the_login(context: BrowserContext, page: Page) -> None:
    seen = calls(context)

    page.goto("/")

    expect(page.locator("#login-form")).to_be_visible()
    expect(page).to_have_url(re.compile("/login$"))
    assert seen == [("GET", "/", None), ("POST", "/refresh_token", None)]


def test_after_the_login_every_call_carries_the_token(context: BrowserContext, page: Page) -> None:
    open_login(page)
    seen = calls(context)

    log_in(page)
    expect(page.locator("#user")).to_have_text(ADA.username)
    page.locator("#reload-me").click()
    expect(page.locator("#me-count")).to_have_text("2")

    assert [path for _, path, _ in seen] == ["/login", "/me", "/me/note", "/me"]
    assert seen[0][2] is None
    assert {header is not None and header.startswith("Bearer ey") for _, _, header in seen[1:]} == {True}


def test_a_wrong_password_is_told_and_changes_nothing(page: Page) -> None:
    open_login(page)
    page.locator("#username").fill(ADA.username)
    page.locator("#password").fill("wrong")
    page.locator("#login-submit").click()

    expect(page.locator("#notice")).to_contain_text("do not belong together")
    expect(page.locator("#login-form")).to_be_visible()


def test_a_reload_restores_the_session_where_it_was(page: Page, context: BrowserContext) -> None:
    open_login(page)
    log_in(page)
    page.goto("/dashboard")
    expect(page.locator("#me-count")).to_have_text("1")
    seen = calls(context)

    page.reload()

    expect(page.locator("#me-count")).to_have_text("1")
    expect(page).to_have_url(re.compile("/dashboard$"))
    assert [path for _, path, _ in seen[:3]] == ["/dashboard", "/refresh_token", "/me"]


def test_the_token_is_in_no_store_and_not_in_the_page(page: Page, context: BrowserContext) -> None:
    open_login(page)
    log_in(page)
    with page.expect_request("**/me") as call:
        page.locator("#reload-me").click()
    token = call.value.headers["authorization"].removeprefix("Bearer ")
    kept = page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, window.name,
           history.state, document.documentElement.outerHTML, await indexedDB.databases(), await caches.keys()])"""
    )

    assert token.split(".")[2] not in kept
    assert [cookie["name"] for cookie in context.cookies()] == [COOKIE]


def test_the_profile_is_a_page_of_its_own(page: Page) -> None:
    open_login(page)
    log_in(page)
    page.locator("#to-profile").click()
    expect(page.locator("#to-home")).to_be_visible()
    expect(page).to_have_url(re.compile("/profile$"))

    page.reload()

    expect(page.locator("#user")).to_have_text(ADA.username)
    expect(page.locator("#to-home")).to_be_visible()
    page.locator("#to-home").click()
    expect(page.locator("#note")).to_be_visible()
    expect(page).to_have_url(re.compile("/$"))


def test_the_note_is_saved_and_comes_back(page: Page) -> None:
    open_login(page)
    log_in(page)
    page.locator("#note").fill("<b>a note</b>")
    page.locator("#save-note").click()
    expect(page.locator("#notice")).to_have_text("Saved.")

    page.reload()

    expect(page.locator("#note")).to_have_value("<b>a note</b>")


def test_a_logout_reaches_every_tab_each_time(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    open_login(page)
    for _ in range(2):
        page.bring_to_front()
        log_in(page)
        other.goto("/")
        expect(other.locator("#user")).to_have_text(ADA.username)
        page.bring_to_front()
        page.locator("#logout").click()

        expect(page.locator("#login-form")).to_be_visible()
        expect(other.locator("#login-form")).to_be_visible()
        expect(other).to_have_url(re.compile("/login$"))
        expect(other.locator("#user")).to_have_count(0)


def test_a_logout_without_a_server_is_made_up_for(page: Page, context: BrowserContext) -> None:
    open_login(page)
    log_in(page)
    context.route("**/logout", lambda route: route.abort())
    page.locator("#logout").click()
    expect(page.locator("#login-form")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("can not be reached")
    page.reload()
    expect(page.locator("#login-form")).to_be_visible()
    context.unroute("**/logout")

    with page.expect_response("**/logout") as answer:
        page.reload()

    assert answer.value.status == 204
    expect(page.locator("#login-form")).to_be_visible()
    assert context.cookies() == []


def test_logout_everywhere_ends_the_session_in_another_browser(browser: Browser, page: Page, server: Server) -> None:
    open_login(page)
    log_in(page)
    with browser.new_context(base_url=server.url, ignore_https_errors=True) as elsewhere:
        away = elsewhere.new_page()
        open_login(away)
        log_in(away)
        away.locator("#logout-everywhere").click()
        expect(away.locator("#login-form")).to_be_visible()

    page.reload()

    expect(page.locator("#login-form")).to_be_visible()


def test_the_token_is_refreshed_a_minute_before_its_end_and_after_a_sleep(
    page: Page, context: BrowserContext, server: Server
) -> None:
    page.clock.install()
    open_login(page)
    log_in(page)
    seen = calls(context)

    server.command(advance=830)
    page.clock.run_for(830_000)
    assert seen == []
    with page.expect_response("**/refresh_token"):
        server.command(advance=20)
        page.clock.run_for(20_000)
    page.locator("#reload-me").click()
    expect(page.locator("#me-count")).to_have_text("2")
    assert [path for _, path, _ in seen] == ["/refresh_token", "/me"]

    server.command(advance=7200)
    page.clock.fast_forward(7_200_000)
    page.locator("#reload-me").click()
    expect(page.locator("#me-count")).to_have_text("3")
    assert [path for _, path, _ in seen[2:]] == ["/refresh_token", "/me"]


def test_a_refused_token_is_replaced_once_and_the_call_repeated(
    page: Page, context: BrowserContext, server: Server
) -> None:
    open_login(page)
    log_in(page)
    seen = calls(context)
    server.command(advance=3600)

    page.locator("#reload-me").click()

    expect(page.locator("#me-count")).to_have_text("2")
    assert [path for _, path, _ in seen] == ["/me", "/refresh_token", "/me"]


def test_an_ended_session_leads_to_the_login(page: Page, context: BrowserContext, server: Server) -> None:
    open_login(page)
    log_in(page)
    context.clear_cookies()
    server.command(advance=3600)

    page.locator("#reload-me").click()

    expect(page.locator("#login-form")).to_be_visible()


def test_many_tabs_at_once_refresh_one_after_the_other(page: Page, context: BrowserContext) -> None:
    open_login(page)
    log_in(page)
    tabs = [context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto("/", wait_until="commit")

    for tab in tabs:
        expect(tab.locator("#user")).to_have_text(ADA.username)
