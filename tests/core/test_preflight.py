"""Before any rule runs: each thing that makes a verdict worthless ends the run, with the blame and the next step."""

import pytest

from fixtures.audit import Audit
from fixtures.deployment import Deployment
from fixtures.errors import ExitCode, RunError
from fixtures.preflight import Control, preflight
from fixtures.target.model import Target
from tests.core.application import Application, running
from tests.core.building import PASSWORDS, deployment_of, target
from tests.core.loopback import Answer, Visit, closes, document, hangs, in_turn, raw, respond, serving

LIMITS = {"timeout_seconds": 30}
HTML = respond(200, "<!doctype html><title>Welcome</title>", ("Content-Type", "text/html"))


def refused(described: Target) -> RunError:
    """The error that ends the preflight; it leaves no secret in any word."""
    with deployment_of(described) as deployment, pytest.raises(RunError) as raised:
        preflight(deployment)
    error = raised.value
    assert error.exit_code is ExitCode.NOT_JUDGED
    assert error.message.endswith(".")
    assert error.next_step.endswith(".")
    assert not any(word in str(error) for word in PASSWORDS.values())
    return error


def refused_by(application: Application, **changes: object) -> RunError:
    assert application.server is not None
    return refused(target(application.server.url, **{"limits": LIMITS, **changes}))


def test_an_honest_application_passes_and_teaches_the_oracle() -> None:
    heard: list[Control] = []
    with running() as application, deployment_of(application.target) as deployment:
        found = preflight(deployment, heard.append)

    assert [control.name for control in found.controls] == [
        "reachable", "login as ada", "identity of ada", "login as bob", "identity of bob", "anonymous baseline",
        "random token",
    ]  # fmt: skip
    assert list(found.controls) == heard
    assert found.proven.oracle.identities == {"ada": "ada", "bob": "bob"}
    assert found.proven.oracle.anonymous_status == 401
    assert found.proven.oracle.anonymous_value is None
    assert deployment.wire.cost.logins == 2


def test_one_user_is_enough() -> None:
    users = {"ada": {"username": "ada", "password": PASSWORDS["ada"]}}
    with running() as application:
        assert application.server is not None
        with deployment_of(target(application.server.url, users=users)) as deployment:
            found = preflight(deployment)

    assert found.proven.oracle.identities == {"ada": "ada"}


def test_nobody_listens() -> None:
    with serving(respond()) as server:
        url = server.url

    error = refused(target(url))

    assert "cannot be used: ConnectError" in error.message
    assert "Start the deployment" in error.next_step


def test_a_host_that_does_not_speak_tls() -> None:
    with serving(respond(400)) as server:
        error = refused(target(server.url.replace("http:", "https:"), limits=LIMITS))

    assert "does not speak TLS" in error.next_step


def test_a_certificate_of_an_unknown_authority(reference: Audit) -> None:
    error = refused(target(reference.target.target.url))

    assert "tls.ca_file" in error.next_step
    assert "never switches verification off" in error.next_step


@pytest.mark.parametrize(
    ("answer", "message", "next_step"),
    [
        (closes, "disconnected", "Start the deployment"),
        (raw(b"garbage\r\n\r\n"), "RemoteProtocolError", "Start the deployment"),
    ],
    ids=["closes", "sends garbage"],
)
def test_a_host_that_does_not_answer(answer: Answer, message: str, next_step: str) -> None:
    with running(me=answer) as application:
        error = refused_by(application)

    assert message in error.message
    assert next_step in error.next_step


def test_a_host_that_hangs() -> None:
    with running(me=hangs) as application:
        error = refused_by(application, limits={"timeout_seconds": 0.2})

    assert "no answer within 0.2 s" in error.message
    assert "raise limits.timeout_seconds" in error.next_step


@pytest.mark.parametrize(
    ("answer", "next_step"),
    [
        (respond(500), "the target's own log"),
        (respond(503), "the target's own log"),
        (respond(429), "wait some minutes"),
        (closes, "the target's own log"),
    ],
    ids=["500", "503", "429", "closes"],
)
def test_a_login_that_breaks(answer: Answer, next_step: str) -> None:
    with running(login=answer) as application:
        error = refused_by(application)

    assert "POST /login: the login as ada was" in error.message
    assert next_step in error.next_step


def test_wrong_credentials() -> None:
    with running() as application:
        users = {"ada": {"username": "ada", "password": "not-the-password"}}
        error = refused_by(application, users=users)

    assert "The login as ada was refused: POST /login was answered 401." in error.message
    assert "[users.ada]" in error.next_step


def test_wrong_credentials_of_the_second_user() -> None:
    users = {name: {"username": name, "password": PASSWORDS["ada"]} for name in ("ada", "bob")}
    with running() as application:
        error = refused_by(application, users=users)

    assert "The login as bob was refused" in error.message


def test_a_login_answer_without_a_token_in_the_named_place() -> None:
    login = {
        "url": "/login", "json": {"username": "{username}", "password": "{password}"},
        "access_token": {"body": "/access"},
    }  # fmt: skip
    with running() as application:
        error = refused_by(application, login=login, refresh=None)

    assert "holds no access token at body '/access'" in error.message
    assert 'the JSON keys "/token" and the cookies refresh' in error.next_step
    assert "access-token-1" not in str(error)


@pytest.mark.parametrize(
    ("answer", "outline"),
    [
        (HTML, "no JSON object and no cookies"),
        (document({}), "an empty JSON object and no cookies"),
        (document({"error": "wrong password"}), 'the JSON keys "/error" and no cookies'),
        (document(["x"]), "no JSON object"),
        (document({"k" * 500: 1, "a\x1b[31mb": 2}), 'the JSON keys "/kkk'),
    ],
    ids=["HTML", "empty", "an error with 200", "a list", "hostile keys"],
)
def test_a_login_answer_that_holds_something_else(answer: Answer, outline: str) -> None:
    with running(login=answer) as application:
        error = refused_by(application)

    assert "was answered 200, but holds no access token" in error.message
    assert outline in error.next_step
    assert "\x1b" not in str(error)
    assert len(str(error)) < 900


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (respond(401), "GET /me with the new token was answered 401 and names no user at body '/name'"),
        (respond(404), "was answered 404 and names no user"),
        (HTML, "was answered 200 and names no user"),
        (document({"username": "ada"}), "was answered 200 and names no user"),
        (document({"name": "ada"}, 302), "was answered 302 and names no user"),
    ],
    ids=["401", "404", "HTML", "another key", "a redirect"],
)
def test_an_identity_endpoint_that_names_nobody(answer: Answer, message: str) -> None:
    with running(me=answer) as application:
        error = refused_by(application)

    assert message in error.message
    assert "[identity]" in error.next_step


@pytest.mark.parametrize("status", [500, 429])
def test_an_identity_endpoint_that_breaks_for_a_user(status: int) -> None:
    with running(me=in_turn(respond(401), respond(status))) as application:
        error = refused_by(application)

    assert f"the identity endpoint, asked as ada, was answered {status}" in error.message


def test_the_identity_of_somebody_else() -> None:
    users = {"ada": {"username": "ada", "password": PASSWORDS["ada"], "identity": "Ada Lovelace"}}
    with running() as application:
        error = refused_by(application, users=users)

    assert "names 'ada'" in error.message
    assert "'Ada Lovelace' was expected" in error.message
    assert 'Write identity = "ada" into [users.ada]' in error.next_step


def test_a_hostile_identity_is_shortened_and_made_printable() -> None:
    with running(me=document({"name": "\x1b]0;owned\x07" + "x" * 5000})) as application:
        error = refused_by(application)

    assert "\x1b" not in str(error)
    assert len(str(error)) < 600


def test_two_users_with_one_identity() -> None:
    users = {
        name: {"username": name, "password": PASSWORDS[name], "identity": "the same for all"} for name in ("ada", "bob")
    }
    with running(me=document({"name": "the same for all"})) as application:
        error = refused_by(application, users=users)

    assert "ada and bob both are 'the same for all'" in error.message


def names_ada_to_everybody(application: Application) -> Answer:
    def answer(visit: Visit) -> None:
        if visit.request.header("Authorization") is None:
            document({"name": "ada"})(visit)
        else:
            application.me(visit)

    return answer


def test_an_identity_endpoint_that_answers_everybody_as_a_user() -> None:
    with running() as application:
        application.instead["/me"] = names_ada_to_everybody(application)
        error = refused_by(application)

    assert "GET /me without credentials names 'ada'" in error.message
    assert "needs a login as identity.url" in error.next_step


@pytest.mark.parametrize(
    ("answer", "message"), [(respond(500), "answered 500"), (respond(429), "answered 429"), (closes, "not answered")]
)
def test_an_identity_endpoint_that_breaks_for_nobody(answer: Answer, message: str) -> None:
    with running() as application:
        honest = application.me

        def breaks_for_nobody(visit: Visit) -> None:
            is_first = application.server is not None and len(application.server.requests) == 1
            has_token = visit.request.header("Authorization") is not None
            (honest if is_first or has_token else answer)(visit)

        application.instead["/me"] = breaks_for_nobody
        error = refused_by(application)

    assert f"the identity endpoint, asked without credentials, was {message}" in error.message


def test_an_anonymous_visitor_may_be_answered_politely() -> None:
    with running() as application:
        honest = application.me

        def greets(visit: Visit) -> None:
            has_token = visit.request.header("Authorization") is not None
            (honest if has_token else document({"name": "guest"}))(visit)

        application.instead["/me"] = greets
        with deployment_of(application.target) as deployment:
            oracle = preflight(deployment).proven.oracle

    assert (oracle.anonymous_status, oracle.anonymous_value) == (200, "guest")


def test_a_login_that_leaves_the_first_token_to_refresh_is_followed() -> None:
    with running() as application:

        def gives_a_cookie_only(visit: Visit) -> None:
            application.refresh["first-refresh-token"] = "ada"
            document({}, 200, ("Set-Cookie", "refresh=first-refresh-token; Path=/"))(visit)

        application.instead["/login"] = gives_a_cookie_only
        assert application.server is not None
        users = {"ada": {"username": "ada", "password": PASSWORDS["ada"]}}
        with deployment_of(target(application.server.url, users=users)) as deployment:
            assert preflight(deployment).proven.oracle.identities == {"ada": "ada"}


def test_the_reference_server_passes(reference: Audit) -> None:
    deployment: Deployment = reference.deployment

    assert preflight(deployment).proven.oracle.identities == {"ada": "ada", "bob": "bob", "disposable": "dora"}
