"""What the browser is told on its command line."""

import psutil
import pytest

from fixtures.browser.browser import Browser

_SWITCH = "--disable-features="


def test_what_playwright_switches_off_stays_off(browser: Browser) -> None:
    if not browser.description.startswith("chromium"):
        pytest.skip("only Chromium takes such a list")

    lines = [process.cmdline() for process in psutil.Process().children(recursive=True)]
    lists = [[word.removeprefix(_SWITCH).split(",") for word in line if word.startswith(_SWITCH)] for line in lines]
    theirs, ours = next(found for found in lists if len(found) == 2)

    # Chromium hears the last of them alone.
    assert set(theirs) - set(ours) == set()
    assert "WebUIOmniboxPopup" in ours
