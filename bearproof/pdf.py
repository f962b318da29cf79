"""The HTML report printed to PDF, by the browser."""

import os
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from fixtures.browser.browser import Browser
from fixtures.browser.finder import BrowserChoice
from fixtures.errors import ExitCode, RunError

_FOOTER = (
    '<div style="width: 100%; margin: 0 14mm; font: 7pt sans-serif; color: #5a626c; display: flex">'
    '<span style="flex: 1">Bearproof</span><span><span class="pageNumber"></span> / <span class="totalPages"></span>'
    "</span></div>"
)
"""Nothing of the target stands in it: the browser reads it as a page of its own."""


def print_to_pdf(page_file: Path, target: Path) -> None:
    """Print the report at ``page_file`` to ``target``, every rule unfolded.

    Raises ``MissingBrowserError`` where no browser can be started, and ``RunError`` where the file cannot be written.
    """
    browser = Browser(BrowserChoice.of(os.environ))
    try:
        page = browser.new_context().new_page()
        page.goto(page_file.absolute().as_uri())
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        content = page.pdf(
            format="A4",
            print_background=True,
            margin={"top": "14mm", "right": "14mm", "bottom": "16mm", "left": "14mm"},
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOTER,
            outline=True,
            tagged=True,
        )
    except PlaywrightError as error:
        raise RunError(
            f"The browser could not print the report: {error.message.splitlines()[0]}",
            next_step="Open the HTML report in a browser and print it by hand.",
            exit_code=ExitCode.INTERNAL,
        ) from error
    finally:
        browser.close()
    try:
        target.write_bytes(content)
    except OSError as error:
        raise RunError(
            f"The report {target} was not written: {error.strerror}.",
            next_step="Name a place that can be written, or make room there.",
            exit_code=ExitCode.USAGE,
        ) from error
