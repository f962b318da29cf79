"""GraphQL: who may ask, how much, and how long a socket lives."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Origin, Subprotocol

from fixtures.rule import Profile
from fixtures.target.reference import target_file
from reference_server.graphql.schema import schema_for
from reference_server.policy import POLICIES
from tests.reference_server.running import ADA, BOB, Server, bearer, log_in, refresh_token

LOGIN = 'login(username: "a", password: "b") { jwtToken }'
WATCH = "subscription { noteChanged }"


def ask(client: httpx.Client, query: str, token: str | None = None, **more: Any) -> httpx.Response:
    """Sends one document."""
    return client.post("/graphql", json={"query": query, **more}, headers=bearer(token) if token else {})


def codes(answer: httpx.Response) -> list[str]:
    """The codes of its errors."""
    return [error.get("extensions", {}).get("code") for error in answer.json().get("errors", ())]


@dataclass(frozen=True)
class Talk:
    """One socket, with an event loop of its own."""

    portal: BlockingPortal
    connection: ClientConnection

    def say(self, **message: Any) -> None:
        """Sends one message."""
        self.portal.call(self.connection.send, json.dumps(message))

    def hear(self) -> dict[str, Any]:
        """Waits for one message."""
        message: dict[str, Any] = json.loads(self.portal.call(self._next))
        return message

    def closing(self) -> int | None:
        """Waits for the end of the socket, and says with which code it came."""
        with pytest.raises(ConnectionClosedError) as ended:
            self.hear()
        return ended.value.rcvd.code if ended.value.rcvd is not None else None

    async def _next(self) -> str | bytes:
        async with asyncio.timeout(5):
            return await self.connection.recv()


@contextmanager
def socket(server: Server, token: str | None = None, *, origin: str | None = None) -> Iterator[Talk]:
    """A socket, opened with this token if there is one."""
    connecting = connect(
        f"{server.url.replace('https', 'wss')}/graphql",
        ssl=server.trust,
        origin=None if origin is None else Origin(origin),
        subprotocols=[Subprotocol("graphql-transport-ws")],
        compression=None,
        proxy=None,
    )
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(connecting) as connection:
        talk = Talk(portal, connection)
        if token is not None:
            talk.say(type="connection_init", payload={"headers": bearer(token)})
            assert talk.hear()["type"] == "connection_ack"
        yield talk


def test_a_query_is_answered_for_whoever_the_token_names(client: httpx.Client) -> None:
    for user in (ADA, BOB):
        answer = ask(client, "{ me { username name } }", log_in(client, user))

        assert answer.json() == {"data": {"me": {"username": user.username, "name": user.name}}}


def test_nobody_is_told_so_and_a_bad_token_is_refused(client: httpx.Client) -> None:
    assert codes(ask(client, "{ me { id } }")) == ["UNAUTHENTICATED"]
    assert ask(client, "{ me { id } }", "nonsense").status_code == 401
    assert ask(client, "{ __typename }", "nonsense").status_code == 401


def test_the_schema_of_the_target_files_is_that_of_the_server() -> None:
    beside = target_file(Profile.GUIDE_2022).with_name("reference.graphql")

    assert all(schema_for(policy).as_str().strip() == beside.read_text("utf-8").strip() for policy in POLICIES.values())


def test_cookies_authenticate_nothing(client: httpx.Client) -> None:
    log_in(client)

    assert codes(ask(client, "{ note }")) == ["UNAUTHENTICATED"]
    assert ask(client, "{ note }", refresh_token(client)).status_code == 401


def test_login_sets_the_cookie_and_gives_the_token(client: httpx.Client) -> None:
    login = 'mutation ($password: String!) { login(username: "ada", password: $password) { jwtToken } }'

    answer = ask(client, login, variables={"password": ADA.password})

    token = answer.json()["data"]["login"]["jwtToken"]
    assert client.get("/me", headers=bearer(token)).json()["username"] == "ada"
    assert client.post("/refresh_token").status_code == 200
    assert codes(ask(client, login, variables={"password": "wrong"})) == ["INVALID_CREDENTIALS"]


def test_a_foreign_page_logs_nobody_in(client: httpx.Client) -> None:
    login = f'mutation {{ login(username: "ada", password: "{ADA.password}") {{ jwtToken }} }}'

    answer = client.post("/graphql", json={"query": login}, headers={"Origin": "https://attacker.example"})

    assert codes(answer) == ["FORBIDDEN"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { queryType { name } } }",
        "{" + " ".join(f"a{number}: note" for number in range(31)) + "}",
        "{ me " + "{ ... on Person " * 6 + "{ id }" + "}" * 6 + " }",
        f"mutation {{ a: {LOGIN} b: {LOGIN} }}",
        "{ " + "... F " * 9 + "} fragment F on Query { note }",
        "subscription { noteChanged }",
        "{ nope }",
        "{",
    ],
)
def test_what_asks_too_much_is_refused_as_a_whole(client: httpx.Client, document: str) -> None:
    answer = ask(client, document, log_in(client))

    assert answer.status_code == 400
    assert "data" not in answer.json()


def test_only_one_document_in_a_json_post_is_taken(client: httpx.Client) -> None:
    token = log_in(client)

    assert client.get("/graphql", params={"query": "{ note }"}, headers=bearer(token)).status_code == 405
    assert client.post("/graphql", data={"query": "{ note }"}, headers=bearer(token)).status_code == 415
    assert client.post("/graphql", json=[{"query": "{ note }"}] * 2, headers=bearer(token)).status_code == 400
    assert ask(client, "{ note }", token, variables=[]).status_code == 400
    assert ask(client, "{ note }", token, operationName=7).status_code == 400


def test_a_note_reaches_the_subscribers_of_its_owner_alone(server: Server, client: httpx.Client) -> None:
    with server.client() as other:
        ada, bob = log_in(client, ADA), log_in(other, BOB)
        with socket(server, ada, origin=server.url) as ours, socket(server, bob) as theirs:
            for opened in (ours, theirs):
                opened.say(id="1", type="subscribe", payload={"query": WATCH})
                opened.say(id="2", type="subscribe", payload={"query": "{ me { username } }"})
                assert opened.hear()["payload"]["data"]["me"]["username"] in ("ada", "bob")
                assert opened.hear() == {"id": "2", "type": "complete"}
            assert ask(client, 'mutation { writeNote(note: "by GraphQL") }', ada).status_code == 200
            assert other.put("/me/note", json={"note": "by REST"}, headers=bearer(bob)).status_code == 200

            assert ours.hear()["payload"] == {"data": {"noteChanged": "by GraphQL"}}
            assert theirs.hear()["payload"] == {"data": {"noteChanged": "by REST"}}


@pytest.mark.parametrize("origin", ["https://attacker.example", "null", "http://localhost", "https://localhost"])
def test_pages_of_others_open_no_socket(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus), socket(server, origin=origin):
        pass


@pytest.mark.parametrize("payload", [{}, {"headers": bearer("nonsense")}, {"headers": "x"}, {"Authorization": "x"}])
def test_a_socket_without_a_good_token_is_closed(server: Server, payload: dict[str, Any]) -> None:
    with socket(server) as opened:
        opened.say(type="connection_init", payload=payload)
        assert opened.closing() == 4403


def test_nothing_runs_before_the_token_was_shown(server: Server) -> None:
    with socket(server) as opened:
        opened.say(id="1", type="subscribe", payload={"query": "{ me { id } }"})
        assert opened.closing() == 4401


def test_a_socket_ends_with_its_session(server: Server, client: httpx.Client) -> None:
    with socket(server, log_in(client)) as opened:
        assert client.post("/logout").status_code == 204
        assert opened.closing() == 4401


def test_a_socket_ends_with_its_token(server: Server, client: httpx.Client) -> None:
    with socket(server, log_in(client)) as opened:
        server.command(advance=901)
        assert opened.closing() == 4401
    with socket(server, client.post("/refresh_token").json()["jwt_token"]) as opened:
        opened.say(id="1", type="subscribe", payload={"query": "{ note }"})
        assert opened.hear()["type"] == "next"


def test_a_password_never_reaches_the_log() -> None:
    with Server() as server, server.client() as client:
        ask(client, 'mutation { login(username: "ada", password: "hunter2") { jwtToken } }')
        ask(client, '{ nope(password: "hunter2") }')
        assert server.stop() == (0, "")


def test_a_handler_answers_to_the_gateway_alone(client: httpx.Client) -> None:
    body = {"input": {"note": "x"}, "session_variables": {"x-hasura-user-id": "1"}}

    for key in ({}, {"X-Gateway-Key": ""}, {"X-Gateway-Key": "guess"}):
        assert client.post("/actions/write_note", json=body, headers=key).status_code == 401
