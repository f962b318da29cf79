"""A small authorization server with an API beside it, as the code flow meets them."""

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.core.building import PASSWORDS
from tests.core.loopback import Visit, document, respond

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
        elif path != "/me":
            respond(404)(visit)
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
