"""Trusting a private authority: its servers and nobody else."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Error as PlaywrightError

from fixtures.browser.browser import Browser
from fixtures.browser.finder import BrowserChoice
from fixtures.browser.trust import pins


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Say nothing: refused handshakes are what the test is about."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up in the handshake are what the test is about."""


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, Path]:
    """A private authority, and its certificate in a file."""
    made = trustme.CA()
    path = tmp_path / "ca.pem"
    made.cert_pem.write_to_path(path)
    return made, path


@pytest.fixture
def url(authority: tuple[trustme.CA, Path]) -> Iterator[str]:
    """A server whose certificate the authority has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("localhost").configure_cert(context)
    server = _Server(("127.0.0.1", 0), _Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_pin_is_taken_from_a_server_that_the_authority_vouches_for(
    authority: tuple[trustme.CA, Path], url: str
) -> None:
    assert len(pins([url, f"{url}/again", "http://localhost:1"], ca_file=authority[1], timeout=5.0)) == 1


def test_no_pin_is_taken_from_a_server_of_another_authority(url: str, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    assert pins([url], ca_file=other, timeout=5.0) == ()


def test_nobody_at_home_gives_no_pin(authority: tuple[trustme.CA, Path]) -> None:
    assert pins(["https://localhost:9"], ca_file=authority[1], timeout=5.0) == ()


def test_the_browser_trusts_a_pinned_server(
    authority: tuple[trustme.CA, Path], url: str, chosen: BrowserChoice
) -> None:
    browser = Browser(chosen, pins=pins([url], ca_file=authority[1], timeout=5.0))
    try:
        response = browser.new_context().new_page().goto(url)
        assert response is not None
        assert response.text() == "hello"
    finally:
        browser.close()


def test_the_browser_refuses_a_server_that_is_not_pinned(url: str, chosen: BrowserChoice) -> None:
    browser = Browser(chosen)
    try:
        with pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"):
            browser.new_context().new_page().goto(url)
    finally:
        browser.close()
