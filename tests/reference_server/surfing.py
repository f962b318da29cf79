"""What a person does with the application in a browser."""

import re

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.reference_server.running import ADA


def open_login(page: Page) -> None:
    """Opens the login page and waits until the silent refresh has failed."""
    page.goto("/login")
    expect(page.locator("#login-form")).to_be_visible()


def log_in(page: Page) -> None:
    """Logs in at the form and waits for all that the home page asks for."""
    page.locator("#username").fill(ADA.username)
    page.locator("#password").fill(ADA.password)
    with page.expect_response("**/me/note"):
        page.locator("#login-submit").click()
    expect(page.locator("#me-count")).to_have_text("1")


def calls(context: BrowserContext) -> list[tuple[str, str, str | None]]:
    """A list that fills with the method, path and Authorization header of every request but those for files."""
    seen: list[tuple[str, str, str | None]] = []

    def record(request: Request) -> None:
        path = re.sub(r"^https://[^/]+", "", request.url)
        if not path.startswith("/client/"):
            seen.append((request.method, path, request.headers.get("authorization")))

    context.on("request", record)
    return seen
