"""A login through a page: the answer is what the page was sent, with the cookies and stores of its browser."""

from pathlib import Path

import pytest

from fixtures import docket
from fixtures.audit import Order, opened
from fixtures.errors import RunError
from fixtures.redact import Vault
from tests.browser.small_app import NAME, PASSWORD, SmallApp, page, serving

KEEPING = "var quirks = { signedIn: (token) => localStorage.setItem('auth', JSON.stringify({ token })) };"
"""A page that puts its token into localStorage, inside a JSON object."""


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_APP_PASSWORD", PASSWORD)


def described(app: SmallApp, folder: Path, token: str) -> Path:
    """The target file of an application that is logged in through its page."""
    path = app.target_file(folder)
    plain = 'json = { email = "{username}", password = "{password}" }\naccess_token = { body = "/access_token" }'
    text = path.read_text("utf-8")
    assert plain in text
    text = text.replace(plain, f"browser = true\naccess_token = {token}")
    path.write_text(text.replace("[refresh]", '[refresh]\naccess_token = { body = "/access_token" }'), "utf-8")
    return path


@pytest.mark.parametrize("token", ['{ local_storage = "auth", within = "/token" }', '{ body = "/access_token" }'])
def test_the_page_logs_in_and_its_session_goes_on_without_it(tmp_path: Path, token: str) -> None:
    with (
        serving(SmallApp(page(KEEPING))) as app,
        opened(Order(target_file=described(app, tmp_path, token)), Vault()) as audit,
        docket.opened(docket.Docket()),
    ):
        assert audit.preflight.proven.oracle.identities == {"ada": NAME}
        session = audit.sessions.login("ada")
        session.refresh().control()
        assert audit.vault.masked(session.access_token) != session.access_token
        refused = audit.sessions.attempt("ada", values={"username": "ada@example.com", "password": "wrong"})
        assert (refused.status, refused.stores) == (401, {})


def test_a_page_without_a_form_is_told(tmp_path: Path) -> None:
    with (
        serving(SmallApp("<!doctype html><p>Nothing here</p>")) as app,
        pytest.raises(RunError, match="shows no login form"),
        opened(Order(target_file=described(app, tmp_path, '{ body = "/access_token" }')), Vault()),
    ):
        pass
