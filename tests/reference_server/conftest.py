"""One server for each worker, and a fresh client for each test."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fixtures.browser.finder import BrowserChoice, candidates
from tests.reference_server.running import Server

NewClient = Callable[[], httpx.Client]

FLAGS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    """The server of this worker."""
    with Server() as running:
        yield running


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """The server of this worker, at the real time again when the test is over.

    It is set by the real clock and not by how far a test moved it: what is left over adds up from test to test.
    """
    yield shared_server
    if abs(shared_server.command(now=True) - time.time()) > 1:
        shared_server.command(move_to=time.time())


@pytest.fixture
def new_client(server: Server) -> Iterator[NewClient]:
    """Makes clients with jars of their own."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(server.client())


@pytest.fixture
def client(new_client: NewClient) -> httpx.Client:
    """A client with an empty cookie jar."""
    return new_client()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of one module. Playwright allows one driver at a time, and other tests have theirs."""
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        there = candidates(BrowserChoice.of(os.environ), bundled=Path(playwright.chromium.executable_path))
        executable = next(one.executable for one in there if one.executable is not None and one.executable.is_file())
        yield playwright.chromium.launch(executable_path=executable, args=flags)


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A person with a browser of their own."""
    with browser.new_context(base_url=server.url, ignore_https_errors=True) as fresh:
        fresh.set_default_timeout(5_000)
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """The person's first tab. A script that fails fails the test."""
    tab = context.new_page()
    tab.on("pageerror", _fail)
    return tab


def _fail(trouble: Exception) -> None:
    raise AssertionError(str(trouble))
