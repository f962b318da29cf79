"""Every way of logging in that a target file can describe, against small servers that know no other."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote

import pytest

from tests.core.building import PASSWORDS, audit_of, target
from tests.core.loopback import Answer, Loopback, Visit, document, respond, serving

TOKENS = {f"token-of-{name}-0123456789": name for name in PASSWORDS}


def token_of(name: str) -> str:
    """The access token of a user."""
    return f"token-of-{name}-0123456789"


def who_bears(visit: Visit, *, header: str = "Authorization", scheme: str = "Bearer ") -> str | None:
    """The user of the token in a header, or None."""
    return TOKENS.get((visit.request.header(header) or "").removeprefix(scheme))


def me(visit: Visit) -> None:
    """Answer with the name of the bearer."""
    name = who_bears(visit)
    (document({"name": name}) if name else respond(401))(visit)


def may(username: object, password: object) -> bool:
    """Whether a pair is right."""
    return PASSWORDS.get(str(username)) == password


def site(**paths: Answer) -> Answer:
    """Answer by the first word of the path; everything else is 404."""

    def answer(visit: Visit) -> None:
        paths.get(visit.request.path.partition("?")[0].strip("/").replace("/", "_"), respond(404))(visit)

    return answer


def posted(visit: Visit) -> dict[str, Any]:
    """The body of a request, JSON or form."""
    body = visit.request.body.decode()
    if "json" in (visit.request.header("Content-Type") or ""):
        found: dict[str, Any] = json.loads(body)
        return found
    return {name: values[0] for name, values in parse_qs(body).items()}


def login(issue: Callable[[str], Answer]) -> Answer:
    """Answer a right pair by ``issue``, and a wrong one by 400."""

    def answer(visit: Visit) -> None:
        sent = posted(visit)
        right = may(sent.get("username"), sent.get("password"))
        (issue(str(sent["username"])) if right else respond(400))(visit)

    return answer


def proven(answer: Answer, **tables: Any) -> Loopback:
    """Run the preflight against a server: both users get in, and are who they should be."""
    with serving(answer) as server:
        without = {"refresh": None, "logout": None}
        with audit_of(target(server.url, **{**without, **tables})) as audit:
            assert set(audit.preflight.proven.oracle.identities) == {"ada", "bob"}
        return server


FORM = {"username": "{username}", "password": "{password}"}


def test_form_login_with_a_token_in_a_header_and_no_content() -> None:
    served = site(login=login(lambda name: respond(204, "", ("X-Auth-Token", token_of(name)))), me=me)
    proven(served, login={"url": "/login", "form": FORM, "access_token": {"header": "X-Auth-Token"}})


def test_login_that_answers_201_and_another_header_and_scheme() -> None:
    def mine(visit: Visit) -> None:
        name = who_bears(visit, header="X-Session", scheme="Token ")
        (document({"name": name}) if name else respond(401))(visit)

    served = site(login=login(lambda name: document({"token": token_of(name)}, 201)), me=mine)
    proven(served, access={"header": "X-Session", "scheme": "Token"}, login={
        "url": "/login", "json": FORM, "access_token": {"body": "/token"}})  # fmt: skip


def test_redirect_with_a_cookie_that_holds_an_encoded_object() -> None:
    def issue(name: str) -> Answer:
        value = quote(json.dumps({"access_token": token_of(name)}))
        return respond(302, "", ("Location", "/home"), ("Set-Cookie", f"auth={value}; Path=/"))

    place = {"cookie": "auth", "within": "/access_token"}
    proven(site(login=login(issue), me=me), login={"url": "/login", "form": FORM, "access_token": place})


def test_identity_by_text() -> None:
    def page(visit: Visit) -> None:
        name = who_bears(visit)
        (respond(200, f"<p>Signed in as {name}</p>") if name else respond(200, "<p>Hello, guest</p>"))(visit)

    served = site(login=login(lambda name: document({"token": token_of(name)})), me=page)
    proven(served, login={"url": "/login", "json": FORM, "access_token": {"body": "/token"}},
           identity={"url": "/me", "user": {"text": "Signed in as ([a-z]+)"}})  # fmt: skip


def test_graphql_login_and_identity() -> None:
    def graphql(visit: Visit) -> None:
        asked = posted(visit)
        answer: dict[str, Any]
        if "login" in str(asked.get("query")):
            variables = asked["variables"]
            right = may(variables["username"], variables["password"])
            answer = {"data": {"login": token_of(variables["username"])}} if right else {"errors": [{"message": "no"}]}
        else:
            name = who_bears(visit) if "me" in str(asked.get("query")) else None
            answer = {"data": {"me": {"name": name}}} if name else {"errors": [{"message": "who are you?"}]}
        document(answer)(visit)

    query = "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) }"
    server = proven(
        site(graphql=graphql),
        login={"url": "/graphql", "json": {"query": query, "variables": FORM}, "access_token": {"body": "/data/login"}},
        identity={"url": "/graphql", "method": "POST", "json": {"query": "{ me { name } }"},
                  "user": {"body": "/data/me/name"}},
    )  # fmt: skip
    asked = [json.loads(request.body)["query"] for request in server.requests]
    assert "{ me { name } }" in asked


def test_login_in_steps_passes_on_what_each_has_given() -> None:
    names: dict[str, str] = {}

    def start(visit: Visit) -> None:
        document({"flow": {"id": "f/1"}}, 200, ("Set-Cookie", "flow=f1; Path=/"))(visit)

    def name(visit: Visit) -> None:
        names["f1"] = posted(visit)["username"]
        is_known = visit.request.path == "/name?flow=f%2F1" and visit.request.cookies == {"flow": "f1"}
        respond(200 if is_known else 400, "", ("X-Challenge", "challenge-1"))(visit)

    def word(visit: Visit) -> None:
        sent = posted(visit)
        right = sent["challenge"] == "challenge-1" and may(names["f1"], sent["password"])
        (document({"token": token_of(names["f1"])}) if right else respond(400))(visit)

    proven(
        site(start=start, name=name, password=word, me=me),
        login={
            "before": [
                {"url": "/start", "take": {"flow": {"body": "/flow/id"}}},
                {"url": "/name?flow={flow}", "method": "POST", "form": {"username": "{username}"},
                 "take": {"challenge": {"header": "X-Challenge"}}},
            ],
            "url": "/password",
            "json": {"password": "{password}", "challenge": "{challenge}"},
            "access_token": {"body": "/token"},
        },
    )  # fmt: skip


def test_header_against_forgery_from_an_endpoint_and_values_for_the_logout() -> None:
    def csrf(visit: Visit) -> None:
        document({"token": "proof-0123456789"}, 200, ("Set-Cookie", "visitor=v1; Path=/"))(visit)

    def enter(visit: Visit) -> None:
        is_proven = visit.request.header("X-CSRF") == "proof-0123456789" and visit.request.cookies == {"visitor": "v1"}
        issued = login(lambda name: document({"token": token_of(name), "sid": f"sid-{name}-0123456789"}))
        (issued if is_proven else respond(403))(visit)

    with serving(site(csrf=csrf, login=enter, me=me, logout=respond(204))) as server:
        described = target(
            server.url,
            login={
                "url": "/login", "json": FORM, "access_token": {"body": "/token"}, "take": {"sid": {"body": "/sid"}},
                "csrf": {"header": "X-CSRF", "url": "/csrf", "value": {"body": "/token"}},
            },
            refresh=None,
            logout={"url": "/logout", "json": {"sid": "{sid}"}},
        )  # fmt: skip
        with audit_of(described) as audit:
            audit.sessions.login("ada").log_out()
    assert json.loads(server.requests[-1].body) == {"sid": "sid-ada-0123456789"}


def test_a_step_that_gives_nothing_ends_the_login_and_says_so() -> None:
    with serving(site(start=respond(503), me=me)) as server:
        login_table = {"before": [{"url": "/start", "take": {"flow": {"body": "/id"}}}], "url": "/login", "json": FORM,
                       "access_token": {"body": "/token"}}  # fmt: skip
        with (
            pytest.raises(Exception, match="GET /start"),
            audit_of(target(server.url, login=login_table, refresh=None, logout=None)),
        ):
            pass
    assert [request.path for request in server.requests if request.path == "/login"] == []


def test_headers_of_a_gate_go_to_the_named_hosts_alone() -> None:
    served = site(login=login(lambda name: document({"token": token_of(name)})), me=me)
    with serving(served) as server, serving(respond(200)) as stranger:
        described = target(server.url, refresh=None, logout=None, network={"headers": {"X-Gate": "open"}})
        with audit_of(described) as audit:
            wire = audit.deployment.wire
            wire.send(audit.deployment.question(url=stranger.url), purpose="a stranger")
    assert {request.header("X-Gate") for request in server.requests} == {"open"}
    assert stranger.requests[0].header("X-Gate") is None
