"""The OpenAPI document is complete, and true of real answers."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference_server.application import build_application
from reference_server.blueprint import honest
from reference_server.policy import Profile
from reference_server.store import open_store
from tests.reference_server.faults.workshop import InThisProcess
from tests.reference_server.running import ADA, Server, bearer, cookie, log_in, refresh_token

GOOD: dict[str, str] = {"username": ADA.username, "password": ADA.password}
EXCHANGES: dict[str, Callable[[httpx.Client, str], httpx.Response]] = {
    "login": lambda client, _: client.post("/login", json=GOOD),
    "a wrong password": lambda client, _: client.post("/login", json={**GOOD, "password": "?"}),
    "no password": lambda client, _: client.post("/login", json={}),
    "a login form": lambda client, _: client.post("/login", data=GOOD),
    "a foreign login": lambda client, _: client.post("/login", json=GOOD, headers={"Origin": "https://a.example"}),
    "refresh": lambda client, _: client.post("/refresh_token", headers=cookie(refresh_token(client))),
    "no refresh token": lambda client, _: client.post("/refresh_token", headers={"Cookie": ""}),
    "logout": lambda client, _: client.post("/logout"),
    "me": lambda client, token: client.get("/me", headers=bearer(token)),
    "nobody": lambda client, _: client.get("/me"),
    "a note": lambda client, token: client.put("/me/note", json={"note": "x"}, headers=bearer(token)),
    "a long note": lambda client, token: client.put("/me/note", json={"note": "x" * 2001}, headers=bearer(token)),
    "a new password": lambda client, token: client.put(
        "/me/password",
        json={"current_password": "wrong", "new_password": "long enough for anybody"},
        headers=bearer(token),
    ),
    "reading": lambda client, token: client.get("/me/note", headers=bearer(token)),
    "everywhere": lambda client, token: client.post("/logout_everywhere", headers=bearer(token)),
    "a query": lambda client, token: client.post("/graphql", json={"query": "{me{id}}"}, headers=bearer(token)),
    "a query of nobody": lambda client, _: client.post("/graphql", json={"query": "{me{id}}"}),
    "a query with a bad one": lambda client, _: client.post("/graphql", json={"query": "{note}"}, headers=bearer("x")),
    "a query that is none": lambda client, _: client.post("/graphql", json={"query": "{nope}"}),
    "no query": lambda client, _: client.post("/graphql", json={}),
    "a handler": lambda client, _: client.post("/actions/write_note", json={}),
    "home": lambda client, _: client.get("/"),
    "the login page": lambda client, _: client.get("/login"),
    "the page": lambda client, _: client.get("/dashboard"),
    "the page of nobody": lambda client, _: client.get("/dashboard", headers={"Cookie": ""}),
    "the page of the note": lambda client, _: client.get("/note"),
    "the note of nobody": lambda client, _: client.get("/note", headers={"Cookie": ""}),
    "a script": lambda client, _: client.get("/client/app.js"),
    "no script": lambda client, _: client.get("/client/nope.js"),
    "health": lambda client, _: client.get("/healthz"),
    "the keys": lambda client, _: client.get("/.well-known/jwks.json"),
    "the document": lambda client, _: client.get("/openapi.json"),
}


def routes(application: ASGIApp) -> set[tuple[str, str]]:
    """The methods and paths that an application answers, HEAD and sockets left out."""
    while (inner := getattr(application, "_application", None)) is not None:
        application = inner
    found: list[Any] = getattr(application, "routes")  # noqa: B009 - whatever wraps it has been taken off
    plain = (route for route in found if isinstance(route, Route))
    return {(method.lower(), route.path) for route in plain for method in (route.methods or ()) if method != "HEAD"}


@pytest.mark.parametrize("profile", Profile)
def test_every_route_is_described_and_nothing_else_is(profile: Profile) -> None:
    application = build_application(honest(profile), open_store("sqlite://"), origins=("https://localhost:8443",))

    with httpx.Client(transport=InThisProcess(application), base_url="https://localhost:8443") as client:
        document = client.get("/openapi.json").json()

    assert {(method, path) for path, item in document["paths"].items() for method in item} == routes(application)


@pytest.mark.parametrize("name", EXCHANGES)
def test_real_answers_are_as_described(name: str, client: httpx.Client) -> None:
    must_be_described(EXCHANGES[name](client, log_in(client)), client)


def test_answers_of_the_other_guide_are_as_described() -> None:
    with Server("--profile", "guide-2022") as server, server.client() as client:
        tokens = client.post("/login", json=GOOD).json()
        must_be_described(client.post("/login", json=GOOD), client)
        must_be_described(client.post("/refresh_token", json={"refresh_token": tokens["refresh_token"]}), client)
        must_be_described(client.post("/refresh_token", json={}), client)
        tokens = client.post("/login", json=GOOD).json()
        must_be_described(client.get("/me", headers=bearer(tokens["jwt_token"])), client)
        query = client.post("/graphql", json={"query": "{ note }"}, headers=bearer(tokens["jwt_token"]))
        must_be_described(query, client)
        assert query.json() == {"data": {"note": ""}}
        client.cookies.clear()
        stolen = client.post("/graphql", json={"query": "{ note }"}, headers=bearer(tokens["jwt_token"]))
        assert stolen.status_code == 401


def must_be_described(answer: httpx.Response, client: httpx.Client) -> None:
    """Require that an answer is one of those that the document describes."""
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    path = "/client/{name}" if answer.request.url.path.startswith("/client/") else answer.request.url.path
    operation = schema[path][answer.request.method]
    assert str(answer.status_code) in operation.definition.raw["responses"]
    operation.validate_response(Response.from_any(answer))


def test_a_cookie_is_announced_wherever_one_is_set(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    for exchange in EXCHANGES.values():
        answer = exchange(client, log_in(client))
        if "set-cookie" in answer.headers and answer.status_code < 300:
            described = document["paths"][answer.request.url.path][answer.request.method.lower()]
            assert "Set-Cookie" in described["responses"][str(answer.status_code)]["headers"]


def test_what_needs_a_credential_is_refused_without_one(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    locked = [
        (method, path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["security"] and {} not in operation["security"]
    ]

    assert len(locked) > 4
    assert {client.request(method, path, json={}).status_code for method, path in locked} == {401}
