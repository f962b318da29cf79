"""Faults of the single-page application do what their stories say, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from reference_server.blueprint import honest
from reference_server.client_files import static_files
from reference_server.faults.registry import fault_named
from reference_server.policy import Profile
from tests.reference_server.running import Server
from tests.reference_server.surfing import calls, log_in, open_login

BuildIn = Callable[[str], None]


@pytest.fixture
def build_in(context: BrowserContext) -> BuildIn:
    """Serves the faulty client in place of the honest one."""

    def serve_client_of(fault: str) -> None:
        files = static_files(fault_named(fault).apply(honest(Profile.GUIDE_2019)).client)

        def serve(route: Route) -> None:
            file = files[route.request.url.rpartition("/")[2]]
            route.fulfill(body=file.content, content_type=file.media_type)

        context.route("**/client/*", serve)

    return serve_client_of


def _token_of_next_call(page: Page) -> str:
    with page.expect_request("**/me") as call:
        page.locator("#reload-me").click()
    return call.value.headers["authorization"].removeprefix("Bearer ")


READ_INDEXED_DB = """() => new Promise((resolve) => {
  const opening = indexedDB.open("session", 1);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("tokens").objectStore("tokens").get("access");
    reading.onsuccess = () => resolve(reading.result ?? null);
  };
})"""

PLACES = {
    "keeps_the_token_in_local_storage": "() => localStorage.token ?? null",
    "keeps_the_token_in_session_storage": "() => sessionStorage.token ?? null",
    "keeps_the_token_in_indexed_db": READ_INDEXED_DB,
    "keeps_the_token_in_the_cache": "async () => (await (await caches.match('/token'))?.text()) ?? null",
    "keeps_the_token_in_a_readable_cookie": "() => document.cookie.match(/^token=(.+)$/)?.[1] ?? null",
    "keeps_the_token_in_a_global": "() => window.session?.token ?? null",
    "keeps_the_token_in_the_page": "() => document.body.dataset.token ?? null",
    "keeps_the_token_in_the_history": "() => history.state?.token ?? null",
    "keeps_the_token_in_the_window_name": "() => window.name || null",
}


@pytest.mark.parametrize("fault", PLACES)
def test_the_token_is_in_one_place_until_the_logout(page: Page, build_in: BuildIn, fault: str) -> None:
    build_in(fault)
    open_login(page)
    log_in(page)
    token = _token_of_next_call(page)

    kept = {name: page.evaluate(reader) for name, reader in PLACES.items() if name != "keeps_the_token_in_indexed_db"}
    if fault == "keeps_the_token_in_indexed_db":
        assert page.evaluate(READ_INDEXED_DB) == token
    assert {name for name, value in kept.items() if value == token} == {fault} - {"keeps_the_token_in_indexed_db"}
    page.locator("#logout").click()
    expect(page.locator("#login-form")).to_be_visible()
    assert page.evaluate(PLACES[fault]) is None


def test_a_request_without_a_token_says_null(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("sends_a_bearer_without_a_token")
    seen = calls(context)

    open_login(page)
    log_in(page)

    assert [header for method, _, header in seen if method == "POST"] == ["Bearer null"] * 2


def test_one_call_has_no_token(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("forgets_the_token_on_one_call")
    open_login(page)
    seen = calls(context)

    log_in(page)

    assert [path for _, path, header in seen if header is not None] == ["/me"]
    expect(page.locator("#user")).to_be_visible()


def test_a_stranger_stays_on_an_empty_page(page: Page, build_in: BuildIn) -> None:
    build_in("shows_an_empty_home_page_to_strangers")

    with page.expect_response("**/refresh_token"):
        page.goto("/")

    expect(page.locator("#view")).to_be_empty()
    expect(page).to_have_url(re.compile("/$"))
    open_login(page)
    log_in(page)


def test_an_expired_token_is_sent_before_it_is_replaced(
    page: Page, context: BrowserContext, server: Server, build_in: BuildIn
) -> None:
    build_in("refreshes_only_after_a_refusal")
    page.clock.install()
    open_login(page)
    log_in(page)
    seen = calls(context)

    server.command(advance=1000)
    page.clock.run_for(1_000_000)
    page.locator("#reload-me").click()

    expect(page.locator("#me-count")).to_have_text("2")
    assert [path for _, path, _ in seen] == ["/me", "/refresh_token", "/me"]


def test_there_is_a_refresh_every_minute(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("refreshes_every_minute")
    page.clock.install()
    open_login(page)
    log_in(page)
    seen = calls(context)

    for _ in range(3):
        with page.expect_response("**/refresh_token") as answer:
            page.clock.run_for(60_100)
        answer.value.finished()

    assert [path for _, path, _ in seen] == ["/refresh_token"] * 3


def test_a_new_page_does_not_try_to_restore_the_session(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("starts_at_the_login_page")
    seen = calls(context)
    open_login(page)
    log_in(page)

    page.reload()

    expect(page.locator("#login-form")).to_be_visible()
    assert "/refresh_token" not in [path for _, path, _ in seen]


def test_a_deep_link_is_lost(page: Page, build_in: BuildIn) -> None:
    build_in("passes_through_the_login_page")
    open_login(page)
    log_in(page)
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url.rpartition("/")[2]))

    page.goto("/dashboard")

    expect(page.locator("#me-count")).to_have_text("1")
    assert addresses == ["dashboard", "login", ""]


def test_a_refused_refresh_is_tried_three_times(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("insists_on_the_silent_refresh")
    seen = calls(context)

    open_login(page)

    assert [path for _, path, _ in seen] == ["/login"] + ["/refresh_token"] * 3


def test_a_rendered_page_is_taken_for_a_session(page: Page, build_in: BuildIn) -> None:
    build_in("takes_the_rendered_page_for_a_session")
    open_login(page)
    log_in(page)
    page.reload()
    expect(page.locator("#me-count")).to_have_text("1")

    page.goto("/dashboard")

    expect(page.locator("#login-form")).to_be_visible()


def test_nothing_is_cleared_while_the_server_is_away(page: Page, context: BrowserContext, build_in: BuildIn) -> None:
    build_in("asks_the_server_before_logging_out")
    open_login(page)
    log_in(page)
    context.route("**/logout", lambda route: route.abort())

    page.locator("#logout").click()
    expect(page.locator("#notice")).to_contain_text("can not be reached")

    assert _token_of_next_call(page).startswith("ey")
    context.unroute("**/logout")
    page.locator("#logout").click()
    expect(page.locator("#login-form")).to_be_visible()


def test_the_private_page_stays_in_the_document(page: Page, build_in: BuildIn) -> None:
    build_in("hides_the_page_at_logout")
    open_login(page)
    log_in(page)

    page.locator("#logout").click()
    expect(page.locator("#login-form")).to_be_visible()

    assert ">ada<" in page.content()
    expect(page.locator("#user")).to_have_count(0)


@pytest.mark.parametrize(
    ("fault", "reached"),
    [
        ("forgets_the_other_tabs", [False, False]),
        ("signals_logout_with_a_constant", [True, False]),
        ("drops_the_token_in_other_tabs_unseen", [False, False]),
    ],
)
def test_other_tabs_do_not_follow(
    page: Page, context: BrowserContext, build_in: BuildIn, fault: str, reached: list[bool]
) -> None:
    build_in(fault)
    other = context.new_page()
    open_login(page)
    for is_reached in reached:
        page.bring_to_front()
        log_in(page)
        other.goto("/")
        expect(other.locator("#me-count")).to_have_text("1")
        page.bring_to_front()
        with page.expect_response("**/logout"):
            page.locator("#logout").click()
        expect(page.locator("#login-form")).to_be_visible()
        # A storage event of our own comes after the one of the logout, if there was one.
        with other.expect_console_message(lambda message: message.text == "seen"):
            other.evaluate("addEventListener('storage', (event) => event.key === 'probe' && console.log('seen'))")
            page.evaluate("localStorage.setItem('probe', String(Math.random()))")
        assert other.locator("#login-form").is_visible() == is_reached
