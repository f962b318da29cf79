"""``bearproof init`` follows a page to its API, and finds how it renews and ends a session by watching it."""

import tomllib
from pathlib import Path

from tests.command.running import bearproof
from tests.discovery.notes import PASSWORDS, addresses_that_got
from tests.discovery.two_origins import served


def test_what_a_page_was_seen_to_do_is_described(tmp_path: Path) -> None:
    with served() as (pages, api):
        ended = bearproof("init", pages.url, "--ada", "ada", "--bob", "bob", cwd=tmp_path, env=PASSWORDS)

        assert ended.exit_code == 0, ended.said
        text = (tmp_path / "bearproof.toml").read_text("utf-8")
        found = tomllib.loads(text)
        assert found["target"]["url"] == api.url
        assert found["login"]["form"] == {"who": "{username}", "word": "{password}"}
        assert found["login"]["access_token"] == {"header": "x-token"}
        assert found["login"]["refresh_token"] == {"cookie": "s"}
        assert found["identity"] == {"url": "/auth/me", "user": {"body": "/id"}}, "an id, and not the list of a page"
        assert found["users"]["ada"]["marker"] == "Ada Quill"
        own = {"x-cards": "1"}
        assert found["refresh"] == {"url": "/auth/session", "method": "PUT", "headers": own}
        assert found["logout"] == {"url": "/auth/session", "method": "DELETE", "headers": own}
        assert found["app"] == {
            "url": f"{pages.url}/#/board", "login_url": f"{pages.url}/#/login",
            "action": 'role=button[name="Reload cards"]', "api": ["/auth/cards"],
        }  # fmt: skip
        assert "refresh_lifetime_seconds = 3600" in text, "what the cookie says, to be confirmed"
        assert "rotation_grace_seconds" not in text


def test_an_api_on_a_host_that_nobody_named_gets_no_password_and_can_be_named(tmp_path: Path) -> None:
    with served(name="localhost") as (pages, api):
        accounts = ("--ada", "ada", "--bob", "bob")
        ended = bearproof("init", pages.url, *accounts, cwd=tmp_path, env=PASSWORDS)

        assert ended.exit_code == 5
        assert "--host localhost" in " ".join(ended.said.split())
        assert not addresses_that_got(api, PASSWORDS["ADA_PASSWORD"])

        ended = bearproof("init", pages.url, *accounts, "--host", "localhost", cwd=tmp_path, env=PASSWORDS)
        assert ended.exit_code == 0, ended.said
        assert addresses_that_got(api, PASSWORDS["ADA_PASSWORD"]) == {"POST /auth/session"}
