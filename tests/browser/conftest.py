"""One browser for the tests of a module, and what it takes to visit a page with it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from fixtures import docket
from fixtures.audit import Order, opened
from fixtures.browser.browser import Browser
from fixtures.browser.finder import BrowserChoice
from fixtures.browser.fixtures import Journeys
from fixtures.browser.scene import Scene
from fixtures.browser.trust import pins
from fixtures.browser.website import Site
from fixtures.redact import Vault
from tests.browser.small_app import PASSWORD, SmallApp, serving

Visiting = Callable[..., AbstractContextManager[Journeys]]


@pytest.fixture(scope="module")
def chosen() -> BrowserChoice:
    """The browser that this machine has."""
    return BrowserChoice.of({})


@pytest.fixture(scope="module")
def browser(chosen: BrowserChoice) -> Iterator[Browser]:
    """A browser of one module: Playwright allows one driver at a time, and other tests have theirs."""
    started = Browser(chosen)
    yield started
    started.close()


@pytest.fixture
def filed() -> Iterator[docket.Docket]:
    """The docket that verdict verbs write to in this test."""
    with docket.opened(docket.Docket()) as opened_docket:
        yield opened_docket


@pytest.fixture
def visiting(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visiting:
    """Serves a small application, audits it, and yields the journeys through it."""
    monkeypatch.setenv("SMALL_APP_PASSWORD", PASSWORD)

    @contextmanager
    def visit(app: SmallApp, *, described: str = 'url = "/"') -> Iterator[Journeys]:
        with serving(app):
            order = Order(target_file=app.target_file(tmp_path, app=described))
            with opened(order, Vault()) as audit:
                journeys = Journeys(Scene(audit, browser))
                try:
                    yield journeys
                finally:
                    journeys.leave()

    return visit


@contextmanager
def reference_journeys(chosen: BrowserChoice, *faults: str) -> Iterator[Journeys]:
    """Run the reference server, with ``faults``, and yield the journeys through its application."""
    with opened(Order(target_file=None, reference_faults=faults), Vault()) as audit:
        ca_file = audit.target.tls.ca_file
        assert ca_file is not None
        started = Browser(chosen, pins=pins(Site(audit.deployment).urls, ca_file=ca_file, timeout=5.0))
        try:
            yield Journeys(Scene(audit, started))
        finally:
            started.close()
