"""An application in the browser whose users sign in at a provider by the code flow, and the provider."""

from urllib.parse import urlencode, urlsplit

from tests.core.building import PASSWORDS
from tests.core.loopback import Visit, respond
from tests.core.provider import LOGIN, PAGE, Provider

_APP = """<!doctype html><title>Notes</title><main></main><script>
const main = document.querySelector("main"), home = location.origin + "/notes";
const encoded = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
async function leave() {
  const verifier = encoded(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem("verifier", verifier);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  location.href = "/auth?" + new URLSearchParams({
    response_type: "code", client_id: "CLIENT", redirect_uri: home, scope: "openid", state: "s1",
    code_challenge: encoded(digest), code_challenge_method: "S256",
  });
}
async function enter(code) {
  const body = new URLSearchParams({
    grant_type: "authorization_code", code, client_id: "CLIENT", redirect_uri: home,
    code_verifier: sessionStorage.getItem("verifier"),
  });
  const answer = await fetch("/token", { method: "POST", body });
  if (!answer.ok) return leave();
  const { access_token: token } = await answer.json();
  const me = await fetch("/me", { headers: { Authorization: `Bearer ${token}` } });
  main.innerHTML = `<p>Signed in as ${(await me.json()).name}</p><button>Sign out</button>`;
  main.querySelector("button").onclick = () => { sessionStorage.clear(); main.innerHTML = "<p>Goodbye.</p>"; };
}
const code = new URLSearchParams(location.search).get("code");
if (code) enter(code); else leave();
</script>"""


class WithPages(Provider):
    """The provider and, at /notes, an application that signs in as ``client``. Nobody is asked for consent."""

    def __init__(self, client: str = "notes") -> None:
        super().__init__()
        self.client = client

    def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        if urlsplit(visit.request.path).path == "/":
            respond(302, "", ("Location", "/notes"))(visit)
        elif urlsplit(visit.request.path).path == "/notes":
            respond(200, _APP.replace("CLIENT", self.client), PAGE)(visit)
        else:
            super().__call__(visit)

    def _log_in(self, visit: Visit, sent: dict[str, str]) -> None:
        if PASSWORDS.get(sent.get("login", "")) != sent.get("password"):
            respond(200, LOGIN.format(action=self.action), PAGE)(visit)
            return
        self.user = sent["login"]
        query = urlencode({"code": f"code-of-{self.user}", "state": self.asked["state"]})
        respond(303, "", ("Location", f"{self.asked['redirect_uri']}?{query}"))(visit)
