"""The code flow through the pages of a small authorization server: with PKCE, by discovery, and never astray."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from fixtures.errors import ExitCode, RunError
from tests.core.building import PASSWORDS, audit_of, target
from tests.core.loopback import Loopback, Visit, document, respond, serving

PAGE = ("Content-Type", "text/html; charset=utf-8")
LOGIN = (
    '<form method="post" action="{action}"><input type="hidden" name="csrf" value="c1">'
    '<input name="login"><input type="password" name="password"><button name="go" value="cancel">Cancel</button>'
    '<button name="go" value="yes">Go on</button></form>'
)
CONSENT = '<form method="post" action="/consent"><input type="hidden" name="prompt" value="consent"><button>OK</button>'


class Provider:
    """An authorization server that knows the two users. Its attributes bend it."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.action = "/login"
        self.user = ""
        self.state = ""
        self.issuer = ""

    def __call__(self, visit: Visit) -> None:
        request = visit.request
        path, sent = urlsplit(request.path).path, {k: v[0] for k, v in parse_qs(request.body.decode()).items()}
        home = f"http://{request.header('Host')}"
        if path == "/.well-known/openid-configuration":
            found = {
                "issuer": self.issuer or home,
                "authorization_endpoint": f"{home}/auth",
                "token_endpoint": f"{home}/token",
            }
            document(found)(visit)
        elif path == "/auth":
            self.asked = {k: v[0] for k, v in parse_qs(urlsplit(request.path).query).items()}
            respond(303, "", ("Location", "/page"), ("Set-Cookie", "flow=f1; Path=/"))(visit)
        elif path == "/page":
            is_known = request.cookies == {"flow": "f1"}
            respond(200 if is_known else 400, LOGIN.format(action=self.action), PAGE)(visit)
        elif path == "/login":
            self._log_in(visit, sent)
        elif path == "/consent":
            query = urlencode({"code": f"code-of-{self.user}", "state": self.state or self.asked["state"]})
            respond(303, "", ("Location", f"{self.asked['redirect_uri']}?{query}"))(visit)
        elif path == "/token":
            self._exchange(visit, sent)
        else:
            name = (request.header("Authorization") or "").rpartition("-")[2]
            (document({"name": name}) if name in PASSWORDS else respond(401))(visit)

    def _log_in(self, visit: Visit, sent: dict[str, str]) -> None:
        is_right = PASSWORDS.get(sent.get("login", "")) == sent.get("password")
        if not (is_right and sent.get("csrf") == "c1" and sent.get("go") == "yes"):
            respond(200, LOGIN.format(action=self.action), PAGE)(visit)
            return
        self.user = sent["login"]
        respond(200, CONSENT, PAGE)(visit)

    def _exchange(self, visit: Visit, sent: dict[str, str]) -> None:
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        is_proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.asked["code_challenge"]
        is_known = sent.get("code") == f"code-of-{self.user}" and sent.get("client_id") == "notes"
        (document({"access_token": f"token-0123456789-{self.user}"}) if is_proven and is_known else respond(400))(visit)


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
