"""The code flow through the pages of a small authorization server: with PKCE, by discovery, and never astray."""

from typing import Any

import pytest

from fixtures.errors import ExitCode, RunError
from tests.core.building import audit_of, target
from tests.core.loopback import Loopback, respond, serving
from tests.core.provider import Provider


def audited(server: Loopback, **flow: Any) -> frozenset[str]:
    """Run the preflight, see that a wrong password is refused, and return who got in."""
    told = {"issuer": server.url, "client_id": "notes", "redirect_uri": "https://notes.example/cb", **flow}
    tables = {"login": {"access_token": {"body": "/access_token"}, "code_flow": told}, "refresh": None, "logout": None}
    with audit_of(target(server.url, **tables)) as audit:
        refused = audit.sessions.attempt("ada", values={"username": "ada", "password": "wrong"})
        assert audit.deployment.issued(refused, at=audit.target.login).access is None
        return frozenset(audit.preflight.proven.oracle.identities)


def test_users_get_in_through_the_pages_and_a_wrong_password_does_not() -> None:
    provider = Provider()
    with serving(provider) as server:
        assert audited(server, parameters={"audience": "api"}) == {"ada", "bob"}
    assert provider.asked["audience"] == "api"
    assert provider.asked["code_challenge_method"] == "S256"
    wrong = [request for request in server.requests if b"wrong" in request.body]
    assert len(wrong) == 1, "a refused password is sent once"


def test_endpoints_can_be_named_instead_of_discovered() -> None:
    with serving(Provider()) as server:
        assert audited(server, issuer=None, authorization_url="/auth", token_url="/token") == {"ada", "bob"}
    assert not any("well-known" in request.path for request in server.requests)


def test_a_password_is_never_sent_to_a_host_that_nobody_named() -> None:
    provider = Provider()
    with serving(respond(200), host="127.0.0.2") as stranger, serving(provider) as server:
        provider.action = f"{stranger.url}/login"
        with pytest.raises(RunError, match="holds no access token"):
            audited(server)
    assert stranger.requests == []


def test_a_code_with_another_state_is_not_taken() -> None:
    provider = Provider()
    provider.state = "somebody-else"
    with serving(provider) as server, pytest.raises(RunError, match="holds no access token"):
        audited(server)
    assert not any(request.path == "/token" for request in server.requests)


@pytest.mark.parametrize(("issuer", "message"), [("https://evil.example", "the configuration of"), ("", "no config")])
def test_an_issuer_that_is_none_is_told(issuer: str, message: str) -> None:
    provider = Provider()
    provider.issuer = issuer
    with (
        serving(provider if issuer else respond(404)) as server,
        pytest.raises(RunError, match=message) as caught,
    ):
        audited(server)
    assert caught.value.exit_code is ExitCode.NOT_JUDGED
