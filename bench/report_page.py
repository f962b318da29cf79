"""How long a report keeps the thread of its page busy until it is there, in a real browser."""

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from fixtures.browser.finder import BrowserChoice, candidates
from fixtures.browser.flags import CHROMIUM_FLAGS

BUDGET_SECONDS = 1.0


def seconds_to_load(page: Path) -> float | None:
    """Load ``page`` and return the seconds of its own thread; None where no browser is installed.

    How long others keep the machine busy is no matter of the report.
    """
    with sync_playwright() as playwright:
        there = candidates(BrowserChoice.of(os.environ), bundled=Path(playwright.chromium.executable_path))
        executable = next((one.executable for one in there if one.executable and one.executable.is_file()), None)
        if executable is None:
            return None
        # Chromium keeps no sandbox for root.
        flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        session = opened.context.new_cdp_session(opened)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        opened.goto(page.as_uri())
        measured = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return float(measured["TaskDuration"])
