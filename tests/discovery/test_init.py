"""``bearproof init`` finds out what an application does, and sends the passwords to one address alone."""

import tomllib
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.command.running import Ended, assert_one_clear_message, bearproof
from tests.core.loopback import Answer, Request, document, respond, serving
from tests.discovery.notes import PASSWORDS, USERS, Bearer, Forms, Nameless, addresses_that_got, served

ACCOUNTS = ("--ada", "ada", "--bob", "bob")


def begun(folder: Path, url: str, *options: str) -> Ended:
    return bearproof("init", url, *ACCOUNTS, *options, cwd=folder, env=PASSWORDS)


def file_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "bearproof.toml").read_text(encoding="utf-8"))


def test_an_api_is_understood_whatever_its_fields_are_called(tmp_path: Path) -> None:
    with served(Bearer()) as server:
        ended = begun(tmp_path, server.url)

        assert ended.exit_code == 0, ended.said
        found = file_in(tmp_path)
        assert found["login"] == {
            "url": "/api/sessions",
            "json": {"identifier": "{username}", "passphrase": "{password}"},
            "access_token": {"body": "/blatt"},
            "refresh_token": {"body": "/zweig"},
            "expiry": {"body": "/until"},
            "expiry_unit": "epoch-milliseconds",
        }
        assert found["identity"] == {"url": "/api/whoami", "user": {"body": "/data/login"}}
        assert found["refresh"] == {"url": "/api/sessions/renew", "json": {"zweig": "{refresh_token}"}}
        assert found["logout"] == {"url": "/api/logout", "json": {"zweig": "{refresh_token}"}}
        assert "An audit can begin." in ended.out


def test_where_no_call_names_the_user_one_that_lets_nobody_else_in_takes_its_place(tmp_path: Path) -> None:
    with served(Nameless()) as server:
        ended = begun(tmp_path, server.url)

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["identity"] == {"url": "/api/whoami", "user": {"body": "/state"}}
    assert found["users"] == {"ada": {"username": "ada", "password": "${ADA_PASSWORD}", "identity": "fine"}}
    assert found["refresh"]["url"] == "/api/sessions/renew"
    text = (tmp_path / "bearproof.toml").read_text(encoding="utf-8")
    assert "rules that tell two users apart" in text
    assert "# [users.bob]" in text
    assert "An audit can begin." in ended.out


@pytest.mark.parametrize(("application", "login"), [(Bearer, "POST /api/sessions"), (Forms, "POST /login")])
def test_the_password_goes_to_the_login_alone_and_stands_nowhere(
    application: type[Bearer | Forms], login: str, tmp_path: Path
) -> None:
    with served(application()) as server:
        ended = begun(tmp_path, server.url)
        for password in USERS.values():
            assert addresses_that_got(server, password) == {login}
            assert password not in ended.said
            assert password not in (tmp_path / "bearproof.toml").read_text(encoding="utf-8")


def test_a_form_is_sent_with_its_value_against_forgery_and_the_decoy_is_no_credential(tmp_path: Path) -> None:
    with served(Forms()) as server:
        ended = begun(tmp_path, server.url)

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    (step,) = found["login"]["before"]
    assert found["login"]["form"] == {"proof": "{taken_0}", "user": "{username}", "word": "{password}"}
    assert step["url"] == "/login"
    assert found["access"] == {"cookie": "s"}
    assert found["login"]["access_token"] == {"cookie": "s"}
    assert found["ssr"] == {"url": "/account", "cookie": "s"}
    assert found["logout"] == {"url": "/logout"}


def test_what_was_not_found_is_said_and_stands_in_the_file_to_be_filled_in(tmp_path: Path) -> None:
    with served(Forms()) as server:
        ended = begun(tmp_path, server.url)

    text = (tmp_path / "bearproof.toml").read_text(encoding="utf-8")
    assert "Not found: a refresh." in ended.out
    assert "# [refresh]" in text
    assert "refresh" not in tomllib.loads(text)


@pytest.mark.parametrize("declared", [(), ("--absent", "ssr")])
def test_what_is_not_described_can_be_declared_absent_in_one_line(declared: tuple[str, ...], tmp_path: Path) -> None:
    with served(Bearer()) as server:
        begun(tmp_path, server.url, *declared)
    lines = (tmp_path / "bearproof.toml").read_text(encoding="utf-8").splitlines()
    (offered,) = [line for line in lines if line.startswith("# absent = ")]

    kept = [offered.removeprefix("# ") if line == offered else line for line in lines if not line.startswith("absent")]
    target = tomllib.loads("\n".join(kept))["target"]
    assert set(target["absent"]) == {
        "browser", "logout-everywhere", "ssr", "second-api", "password-change", "graphql",
    }  # fmt: skip
    assert target["absent"][: len(declared[1:])] == list(declared[1:])


def test_a_login_that_is_refused_writes_nothing(tmp_path: Path) -> None:
    wrong = {**PASSWORDS, "ADA_PASSWORD": "another-password"}
    with served(Bearer()) as server:
        ended = bearproof("init", server.url, *ACCOUNTS, cwd=tmp_path, env=wrong)

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert "The login as ada did not work" in ended.err
    assert not (tmp_path / "bearproof.toml").exists()


def test_accounts_come_from_the_environment_and_the_pace_is_kept(tmp_path: Path) -> None:
    names = {"ADA_USERNAME": "ada", "BOB_USERNAME": "bob"}
    arrived: list[float] = []

    class Watched(Bearer):
        def answer(self, request: Request) -> Answer:
            arrived.append(monotonic())
            return super().answer(request)

    with served(Watched()) as server:
        ended = bearproof("init", server.url, "--requests-per-second", "40", cwd=tmp_path, env={**PASSWORDS, **names})

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert [found["users"][name]["username"] for name in ("ada", "bob")] == ["ada", "bob"]
    assert found["limits"] == {"requests_per_second": 40.0}
    assert arrived[-1] - arrived[0] >= (len(arrived) - 2) / 40, "one request after the other, none sooner than that"


def test_a_target_that_limits_logins_gets_a_pause_and_keeps_what_was_proven(tmp_path: Path) -> None:
    class Limited(Bearer):
        asked = 0

        def answer(self, request: Request) -> Answer:
            self.asked += request.path == "/api/sessions"
            is_too_much = request.path == "/api/sessions" and self.asked > 4
            return document({}, 429, ("Retry-After", "120")) if is_too_much else super().answer(request)

    with served(Limited()) as server:
        ended = begun(tmp_path, server.url)
        asked = [request.path for request in server.requests].count("/api/sessions")

    found = file_in(tmp_path)
    assert ended.exit_code == 5
    assert found["refresh"]["url"] == "/api/sessions/renew"
    assert "logout" not in found
    assert "wait 120 s" in ended.err
    assert asked <= 6, "a target that asks for a pause gets it"


def test_a_login_that_leads_to_another_host_takes_no_password_there(tmp_path: Path) -> None:
    with serving(respond(200), host="127.0.0.2") as elsewhere:

        class Led(Bearer):
            def answer(self, request: Request) -> Answer:
                is_user = any(f'"{name}"'.encode() in request.body for name in USERS)
                return respond(307, "", ("Location", f"{elsewhere.url}/login")) if is_user else super().answer(request)

        with served(Led()) as server:
            ended = begun(tmp_path, server.url)

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert elsewhere.requests == []


@pytest.mark.parametrize("answer", [document({"error": "who are you?"}, 401), respond(200, "<h1>Hello</h1>")])
def test_a_target_that_says_the_same_to_everything_gets_no_password(answer: Any, tmp_path: Path) -> None:
    with serving(answer) as server:
        ended = begun(tmp_path, server.url)
        assert not any(addresses_that_got(server, password) for password in USERS.values())

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert "No login was found" in ended.err


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "bearproof.toml").write_text("mine")

    ended = begun(tmp_path, "http://127.0.0.1:9")

    assert ended.exit_code == 4
    assert_one_clear_message(ended)
    assert (tmp_path / "bearproof.toml").read_text() == "mine"


@pytest.mark.parametrize("options", [("--ada", "ada"), ("--ada", "ada", "--bob", "ada"), ()])
def test_what_is_missing_without_a_terminal_is_named(options: tuple[str, ...], tmp_path: Path) -> None:
    ended = bearproof("init", "http://127.0.0.1:9", *options, cwd=tmp_path, env=PASSWORDS)

    assert ended.exit_code == 4
    assert_one_clear_message(ended)


def test_a_target_that_is_not_there_is_said(tmp_path: Path) -> None:
    ended = begun(tmp_path, "http://127.0.0.1:9")

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
