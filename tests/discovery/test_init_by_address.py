"""``bearproof init`` takes the address that people have at hand: of a login, of a page, or of a sign-in."""

import secrets
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.command.running import Ended, assert_one_clear_message, bearproof
from tests.core.building import PASSWORDS as AT_THE_PROVIDER
from tests.core.loopback import Answer, Request, document, respond, serving
from tests.core.provider import Provider
from tests.discovery.notes import PASSWORDS, USERS, Bearer, Forms, addresses_that_got, json_in, served
from tests.discovery.signing_in import WithPages

ACCOUNTS = ("--ada", "ada", "--bob", "bob")
HTML = ("Content-Type", "text/html")
PROVIDER_PASSWORDS = {"ADA_PASSWORD": AT_THE_PROVIDER["ada"], "BOB_PASSWORD": AT_THE_PROVIDER["bob"]}


def begun(folder: Path, url: str, *options: str, env: dict[str, str] = PASSWORDS) -> Ended:
    return bearproof("init", url, *ACCOUNTS, *options, cwd=folder, env=env)


def file_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "bearproof.toml").read_text(encoding="utf-8"))


def text_in(folder: Path) -> str:
    """Return the file without the ends of its lines, which stand anywhere in a comment."""
    return " ".join((folder / "bearproof.toml").read_text(encoding="utf-8").replace("\n#", " ").split())


class BesideAConsole(Bearer):
    """The API, below addresses that nobody guesses, on a host whose start page is the console of somebody else."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path == "/":
            return respond(302, "", ("Location", "./console"))
        if request.path.startswith("/console"):
            return respond(200, '<form method="post"><input name="u"><input type="password" name="p"></form>', HTML)
        if not request.path.startswith("/backend/v7/"):
            return document({"error": "no such thing"}, 404)
        return super().answer(_below(request, "/backend/v7", "/api"))


def _below(request: Request, old: str, new: str) -> Request:
    return replace(request, path=request.path.replace(old, new, 1))


def test_the_address_of_a_login_is_enough_and_no_page_of_the_same_host_is_gone_through(tmp_path: Path) -> None:
    with served(BesideAConsole()) as server:
        ended = begun(tmp_path, f"{server.url}/backend/v7/sessions")

        assert ended.exit_code == 0, ended.said
        assert {place for user in USERS.values() for place in addresses_that_got(server, user)} == {
            "POST /backend/v7/sessions"
        }
        found = file_in(tmp_path)
        assert found["target"]["url"] == server.url
    assert found["login"]["url"] == "/backend/v7/sessions"
    assert found["login"]["json"] == {"identifier": "{username}", "passphrase": "{password}"}
    assert found["identity"]["url"] == "/backend/v7/whoami"
    assert found["refresh"]["url"] == "/backend/v7/sessions/renew"
    assert "app" not in found


def test_the_beginning_of_an_api_is_not_taken_for_its_login(tmp_path: Path) -> None:
    class Closed(Bearer):
        """Whoever asks for the beginning of the API is told in the words of a login that he has not logged in."""

        def answer(self, request: Request) -> Answer:
            inner = _below(request, "/inner", "")
            if inner.path.rstrip("/") == "" or (inner.path, inner.method) == ("/api", "POST"):
                return document({"error": "Authentication credentials were not provided."}, 401)
            return super().answer(inner) if request.path.startswith("/inner/") else respond(404)

    with served(Closed()) as server:
        ended = begun(tmp_path, f"{server.url}/inner", "--no-browser")

        assert ended.exit_code == 0, ended.said
        assert addresses_that_got(server, USERS["ada"]) == {"POST /inner/api/sessions"}
        assert file_in(tmp_path)["target"]["url"] == f"{server.url}/inner"
    assert file_in(tmp_path)["login"]["url"] == "/api/sessions"


@pytest.mark.parametrize("address", ["/login", "/account"], ids=["the login page", "a page that leads to it"])
def test_the_address_of_a_page_is_that_of_an_application_which_begins_at_the_host(address: str, tmp_path: Path) -> None:
    with served(Forms()) as server:
        ended = begun(tmp_path, f"{server.url}{address}")

        assert ended.exit_code == 0, ended.said
        assert file_in(tmp_path)["target"]["url"] == server.url
    assert file_in(tmp_path)["login"]["url"] == "/login"
    assert file_in(tmp_path)["logout"] == {"url": "/logout"}


def test_the_address_to_which_an_application_sends_people_names_its_client(tmp_path: Path) -> None:
    with serving(Provider()) as server:
        redirect = "https://notes.example/cb"
        address = f"{server.url}/auth?response_type=code&client_id=notes&redirect_uri={quote(redirect)}&scope=openid+x"
        ended = begun(tmp_path, address, "--no-browser", env=PROVIDER_PASSWORDS)

        assert ended.exit_code == 0, ended.said
        found = file_in(tmp_path)
        assert found["target"]["url"] == server.url
        assert found["login"]["code_flow"] == {
            "issuer": server.url, "client_id": "notes", "redirect_uri": redirect, "scope": "openid x",
        }  # fmt: skip
        assert addresses_that_got(server, AT_THE_PROVIDER["ada"]) == {"POST /login"}


def test_a_page_through_which_a_browser_signs_in_as_that_client_becomes_the_application(tmp_path: Path) -> None:
    with serving(WithPages()) as server:
        address = f"{server.url}/auth?client_id=notes&redirect_uri={quote(f'{server.url}/notes')}&scope=openid"
        ended = begun(tmp_path, address, env=PROVIDER_PASSWORDS)
        got = addresses_that_got(server, AT_THE_PROVIDER["ada"])

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["login"]["code_flow"]["client_id"] == "notes"
    assert found["app"] == {"url": "/notes", "login_url": "/"}
    assert got == {"POST /login"}
    assert any(line.startswith("held") and "browser login" in line for line in ended.out.splitlines())


def test_a_page_that_signs_in_as_another_client_is_not_its_application(tmp_path: Path) -> None:
    with serving(WithPages("another")) as server:
        address = f"{server.url}/auth?client_id=notes&redirect_uri={quote(f'{server.url}/notes')}&scope=openid"
        ended = begun(tmp_path, address, env=PROVIDER_PASSWORDS)

    assert ended.exit_code == 0, ended.said
    assert "app" not in file_in(tmp_path)
    assert "signs in as the client another, which is another one" in " ".join(ended.out.split())


def test_an_address_that_no_provider_calls_its_own_gets_no_password(tmp_path: Path) -> None:
    with serving(Provider()) as server:
        address = f"{server.url}/elsewhere/auth?client_id=notes&redirect_uri=https://notes.example/cb"
        ended = begun(tmp_path, address, "--no-browser", env=PROVIDER_PASSWORDS)

        assert not addresses_that_got(server, AT_THE_PROVIDER["ada"])
    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert "No OpenID Provider describes itself" in ended.err


class Silent(Bearer):
    """An API whose login says the same whatever is wrong, and counts who was tried with the true password."""

    field = "user"
    tried = 0
    most = 99

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if (request.method, request.path) != ("POST", "/api/sessions"):
            return super().answer(request)
        given = json_in(request)
        self.tried += USERS["ada"] in str(given)
        if self.tried > self.most:
            return document({"error": "This account is locked, ask somebody to unlock it."}, 401)
        if USERS.get(str(given.get(self.field)), "") != given.get("password", "-"):
            return document({"error": "no"}, 401)
        return self._issue(str(given[self.field]))


def test_a_login_that_tells_no_field_is_tried_with_the_usual_ones(tmp_path: Path) -> None:
    with served(Silent()) as server:
        ended = begun(tmp_path, f"{server.url}/api/sessions")

    assert ended.exit_code == 0, ended.said
    assert file_in(tmp_path)["login"]["json"] == {"user": "{username}", "password": "{password}"}
    assert "No answer told its fields: user, password were tried, and work." in text_in(tmp_path)


def test_a_login_that_no_usual_field_suits_is_tried_five_times(tmp_path: Path) -> None:
    silent = Silent()
    silent.field = f"x{secrets.token_hex(3)}"
    with served(silent) as server:
        ended = begun(tmp_path, f"{server.url}/api/sessions")

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert silent.tried == 5
    assert not (tmp_path / "bearproof.toml").exists()


def test_a_login_that_changes_its_words_is_left_alone(tmp_path: Path) -> None:
    silent = Silent()
    silent.field, silent.most = "none of these", 2
    with served(silent) as server:
        ended = begun(tmp_path, f"{server.url}/api/sessions")

    assert ended.exit_code == 5
    assert silent.tried == 3, "an account may be locked by one attempt too many"


class Described(Bearer):
    """An API that describes its login to everybody, and the rest to whoever is signed in."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path != "/openapi.json":
            return super().answer(_below(request, "/api/anew", "/api/sessions/renew"))
        properties: dict[str, Any] = {name: {"type": "string"} for name in ("identifier", "passphrase")}
        properties["way"] = {"type": "string", "enum": ["bearer", "cookie"]}
        properties["tenant"] = {"type": "string"}
        schema = {"type": "object", "required": ["identifier", "passphrase", "tenant"], "properties": properties}
        body = {"content": {"application/json": {"schema": schema}}}
        paths: dict[str, Any] = {"/api/sessions": {"post": {"requestBody": body}}}
        if self.user_of(request) is not None:
            paths["/api/anew"] = {"post": {"summary": "Renew a session"}}
        return document({"openapi": "3.0.3", "paths": paths})


def test_what_only_its_user_can_say_of_a_login_is_asked_for(tmp_path: Path) -> None:
    with served(Described()) as server:
        ended = begun(tmp_path, server.url, "--login-field", "tenant=north")

    assert ended.exit_code == 0, ended.said
    text = text_in(tmp_path)
    assert "Its way may be one of bearer, cookie, and this is what it does where none is named" in text
    assert "--login-field way=" in text
    assert "requires" not in text
    assert file_in(tmp_path)["login"]["json"]["tenant"] == "north"


def test_what_is_described_to_nobody_else_is_read_after_the_login(tmp_path: Path) -> None:
    with served(Described()) as server:
        ended = begun(tmp_path, server.url)

    assert ended.exit_code == 0, ended.said
    assert file_in(tmp_path)["refresh"]["url"] == "/api/anew"
    assert "It requires tenant as well" in text_in(tmp_path)
