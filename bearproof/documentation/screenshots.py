"""``python -m bearproof.documentation.screenshots``: the pictures of the documentation, taken of a real report.

Without an argument the reference server is audited with a few faults, which takes a minute; with one, a run.json or a
report folder, that run is shown.
"""

import base64
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Page

from bearproof.documentation.pages import DOCS
from bearproof.earlier_run import found_run
from fixtures.browser.browser import Browser
from fixtures.browser.finder import BrowserChoice
from reports import html

IMAGES = DOCS / "images"
FAULTS = (
    "forgets_to_rotate", "clears_only_the_cookie_at_logout", "accepts_the_algorithm_none", "allows_a_day_of_leeway",
    "clears_the_cookie_under_another_path", "keeps_the_token_in_local_storage", "forgets_the_other_tabs",
)  # fmt: skip
"""One of each kind: they show exchanges, cookie tables, storage and timelines."""
RULE = "logout/cookie-cleared"
"""The rule whose card is shown."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_QUALITY = 75


def main() -> None:
    """Take every picture. Raises ``MissingBrowserError`` where there is no browser."""
    with TemporaryDirectory(prefix="bearproof-") as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _audited(Path(temporary))
        run, _warning = found_run(folder)
        page = Path(temporary) / "report.html"
        html.write(run, page)
        _take(page)


def _audited(folder: Path) -> Path:
    faults = [part for name in FAULTS for part in ("--fault", name)]
    command = [sys.executable, "-m", "bearproof", "demo", *faults, "--report-dir", str(folder / "report")]
    # It fails, as it should; whether it left a report is found out by whoever reads it.
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    return folder / "report"


def _take(report: Path) -> None:
    IMAGES.mkdir(exist_ok=True)
    browser = Browser(BrowserChoice.of(os.environ))
    try:
        for scheme in SCHEMES:
            page = browser.new_context().new_page()
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": 1200, "height": 1000})
            page.goto(report.as_uri())
            _keep(page, f"report-{scheme}")
            page.goto(f"{report.as_uri()}#{RULE}")
            page.locator(f"[id='{RULE}'] details.fold[open]").wait_for()
            _keep(page, f"rule-{scheme}")
    finally:
        browser.close()


def _keep(page: Page, name: str) -> None:
    """Write what the page shows as WebP, which Playwright's own call does not know."""
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main()
