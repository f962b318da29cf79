"""``bearproof init`` finds logins by GraphQL and by the code flow, and moves the time of what it starts."""

import json
import socket
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLResolveInfo, build_schema, graphql_sync

from tests.command.running import assert_one_clear_message, bearproof
from tests.core.building import PASSWORDS as AT_THE_PROVIDER
from tests.core.loopback import Answer, Request, Visit, document, respond, serving
from tests.core.provider import Provider
from tests.discovery.notes import PASSWORDS, USERS, Notes, addresses_that_got
from tests.start.files import CHECKOUT, PASSWORD

SCHEMA = build_schema("""
type Query { notes: [String!]!, viewer: Person }
type Person { id: ID!, handle: String!, passwordHint: String }
type Pass { blatt: String!, zweig: String!, owner: Person! }
type Mutation {
  createAccount(email: String!, password: String!): Pass
  signIn(userName: String!, password: String!): Pass
  renewSession(token: String!): Pass
  signOut(token: String!): Boolean
}
""")
Info = GraphQLResolveInfo[Any]
PROVIDER_PASSWORDS = {"ADA_PASSWORD": AT_THE_PROVIDER["ada"], "BOB_PASSWORD": AT_THE_PROVIDER["bob"]}
CLIENT = ("--client-id", "notes", "--redirect-uri", "https://notes.example/cb")


class GraphQlNotes(Notes):
    """An API that speaks nothing but GraphQL; whoever creates an account by mistake is noted."""

    created = 0

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path != "/graphql" or request.method != "POST":
            return document({"error": "no such thing"}, 404)
        asked: Any = json.loads(request.body or b"{}")
        result = graphql_sync(
            SCHEMA, str(asked.get("query", "")), Resolved(self, self.user_of(request)),
            variable_values=asked.get("variables"),
        )  # fmt: skip
        return document(result.formatted)

    def pass_for(self, user: str) -> dict[str, object]:
        """Issue both tokens."""
        return {"blatt": self.access_token(user), "zweig": self.session_for(user), "owner": {"id": 1, "handle": user}}


class Resolved:
    """What the fields of the schema answer, by their names."""

    def __init__(self, notes: GraphQlNotes, user: str | None) -> None:
        self._notes, self._user = notes, user

    def viewer(self, _info: Info) -> dict[str, object] | None:
        return {"id": len(self._user), "handle": self._user} if self._user is not None else None

    def createAccount(self, _info: Info, **_given: str) -> None:  # noqa: N802
        self._notes.created += 1

    def signIn(self, _info: Info, userName: str, password: str) -> dict[str, object]:  # noqa: N802, N803
        if USERS.get(userName) != password:
            raise GraphQLError("These are not the CREDENTIALS_OF_ANYBODY.")
        return self._notes.pass_for(userName)

    def renewSession(self, _info: Info, token: str) -> dict[str, object] | None:  # noqa: N802
        user = self._notes.sessions.pop(token, None)
        return self._notes.pass_for(user) if user is not None else None

    def signOut(self, _info: Info, token: str) -> bool:  # noqa: N802
        self._notes.sessions.pop(token, None)
        return True


def file_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "bearproof.toml").read_text(encoding="utf-8"))


def test_an_api_of_graphql_alone_is_understood_from_its_schema(tmp_path: Path) -> None:
    notes = GraphQlNotes()

    def answer(visit: Visit) -> None:
        notes.answer(visit.request)(visit)

    with serving(answer) as server:
        ended = bearproof(
            "init", server.url, "--ada", "ada", "--bob", "bob", "--no-browser", cwd=tmp_path, env=PASSWORDS
        )
        assert addresses_that_got(server, USERS["ada"]) == {"POST /graphql"}

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["login"]["url"] == found["refresh"]["url"] == found["logout"]["url"] == "/graphql"
    assert found["login"]["access_token"] == {"body": "/data/signIn/blatt"}
    assert found["login"]["refresh_token"] == {"body": "/data/signIn/zweig"}
    assert "renewSession" in found["refresh"]["json"]["query"]
    assert "signOut" in found["logout"]["json"]["query"]
    assert found["identity"]["user"] == {"body": "/data/viewer/handle"}
    assert found["graphql"]["query"] == "query { viewer { handle } }"
    assert found["graphql"]["user"] == "/data/viewer/handle"
    assert notes.created == 0


def test_the_code_flow_of_a_client_is_gone_through(tmp_path: Path) -> None:
    with serving(Provider()) as server:
        ended = bearproof(
            "init", server.url, "--ada", "ada", "--bob", "bob", *CLIENT, "--no-browser", cwd=tmp_path,
            env=PROVIDER_PASSWORDS,
        )  # fmt: skip
        got = addresses_that_got(server, AT_THE_PROVIDER["ada"])

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["login"]["code_flow"] == {
        "issuer": server.url, "client_id": "notes", "redirect_uri": "https://notes.example/cb", "scope": "openid",
    }  # fmt: skip
    assert found["login"]["access_token"] == {"body": "/access_token"}
    assert found["identity"] == {"url": "/me", "user": {"body": "/name"}}
    assert "\n# [app]\n" in (tmp_path / "bearproof.toml").read_text("utf-8")
    assert got == {"POST /login"}


def test_without_a_client_no_password_goes_to_a_provider_and_the_client_is_asked_for(tmp_path: Path) -> None:
    with serving(Provider()) as server:
        ended = bearproof(
            "init", server.url, "--ada", "ada", "--bob", "bob", "--no-browser", cwd=tmp_path, env=PROVIDER_PASSWORDS
        )
        assert "POST /token" not in addresses_that_got(server, AT_THE_PROVIDER["ada"])

    assert ended.exit_code == 5
    assert "--client-id" in ended.err


def test_a_provider_on_another_host_gets_no_password_unless_it_is_named(tmp_path: Path) -> None:
    with serving(Provider(), host="127.0.0.2") as elsewhere:

        def leads_away(visit: Visit) -> None:
            if visit.request.path != "/.well-known/openid-configuration":
                respond(404)(visit)
                return
            endpoints = {"authorization_endpoint": f"{elsewhere.url}/auth", "token_endpoint": f"{elsewhere.url}/token"}
            document({"issuer": f"http://{visit.request.header('Host')}", **endpoints})(visit)

        with serving(leads_away) as server:
            ended = bearproof(
                "init", server.url, "--ada", "ada", "--bob", "-", *CLIENT, cwd=tmp_path, env=PROVIDER_PASSWORDS
            )

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert "--issuer" in ended.err
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--client-id", "notes"), "--redirect-uri"),
        (("--start", "sh -c 'unclosed"), "--start"),
        (("--login-field", "mode"), "NAME=VALUE"),
    ],
)
def test_options_that_say_too_little_are_told(options: tuple[str, ...], named: str, tmp_path: Path) -> None:
    ended = bearproof("init", "http://127.0.0.1:9", "--ada", "ada", "--bob", "-", *options, cwd=tmp_path, env=PASSWORDS)

    assert ended.exit_code == 4
    assert_one_clear_message(ended)
    assert named in ended.err


def test_what_is_started_elsewhere_is_not_started_here(tmp_path: Path) -> None:
    ended = bearproof(
        "init", "https://notes.example", "--ada", "ada", "--bob", "-", "--start", "true", cwd=tmp_path, env=PASSWORDS
    )

    assert ended.exit_code == 4
    assert_one_clear_message(ended)


@pytest.mark.skipif(sys.platform != "linux", reason="time is moved on Linux alone")
def test_what_it_starts_has_a_clock_that_was_seen_to_move_and_shows_how_long_a_refresh_token_lives(
    tmp_path: Path,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (
        f'"{sys.executable}" -m uvicorn --app-dir "{CHECKOUT}" --port {port} tests.start.apps.notes_asgi:application'
    )

    ended = bearproof(
        "init", f"http://127.0.0.1:{port}", "--ada", "ada", "--bob", "-", "--no-browser", "--start", command,
        cwd=tmp_path, env={"ADA_PASSWORD": PASSWORD, "NOTES_PASSWORD": PASSWORD, "NOTES_OPAQUE_SECONDS": "604800"},
    )  # fmt: skip

    assert ended.exit_code == 0, ended.said
    found = file_in(tmp_path)
    assert found["start"] == {"command": command}
    assert found["clock"] == {"kind": "preload"}
    assert found["policy"]["refresh_lifetime_seconds"] == 604_800, "an opaque token does not say so: it was seen"
    assert found["listener"] == {"host": "127.0.0.1"}
    assert any(line.startswith("held") and "clock" in line for line in ended.out.splitlines())
