"""Pages on one origin, and on another an API whose session is a resource: PUT renews it, and DELETE ends it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs

from tests.core.loopback import Answer, Loopback, Request, Visit, document, respond, serving
from tests.discovery.notes import USERS, Notes

NAMES = {"ada": "Ada Quill", "bob": "Bob Ferris"}
_PAGE = """<!doctype html><title>Cards</title><div id="root"></div><script>
const API = "%s", own = { "X-Cards": "1" }, root = document.getElementById("root");
let token = null;
const ask = (method, path, more = {}) => fetch(API + path, { method, credentials: "include", ...more });
async function renew() {
  const answer = await ask("PUT", "/auth/session", { headers: own });
  token = answer.ok ? answer.headers.get("X-Token") : null;
  return answer.ok;
}
async function cards() {
  return (await ask("GET", "/auth/cards", { headers: { Authorization: `Bearer ${token}` } })).json();
}
function login() {
  location.hash = "#/login";
  root.innerHTML = '<form><input name="who" autocomplete="username"><input name="word" type="password">'
    + "<button>Sign in</button></form>";
  root.firstChild.onsubmit = async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target));
    const answer = await ask("POST", "/auth/session", { body });
    if (!answer.ok) return;
    token = answer.headers.get("X-Token");
    board();
  };
}
async function board() {
  location.hash = "#/board";
  const { owner, cards: list } = await cards();
  root.innerHTML = `<p>${owner}</p><ul></ul><button>Reload cards</button><button>Sign out</button>`;
  const [again, out] = root.querySelectorAll("button");
  again.onclick = cards;
  out.onclick = async () => { await ask("DELETE", "/auth/session", { headers: own }); token = null; login(); };
}
renew().then((is_in) => (is_in ? board() : login()));
</script>"""


@dataclass
class TwoOrigins(Notes):
    """The API, and the page that calls it."""

    pages: str = ""
    """Origin of the pages."""

    def page(self, path: str, api: str) -> Answer:
        """Answer with the page, which is all that its origin has."""
        if path != "/":
            return respond(404)
        return respond(200, _PAGE % api, ("Content-Type", "text/html"), ("Cache-Control", "no-store"))

    def answer(self, request: Request) -> Answer:
        """Answer one request of the API."""
        if request.method == "OPTIONS":
            return respond(204, "", *self._allowed(), ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"))
        session, user = request.cookies.get("s", ""), self.user_of(request)
        match request.method, request.path:
            case "POST", "/auth/session":
                given = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
                who = given.get("who", "")
                is_right = USERS.get(who, "-") == given.get("word")
                return self._issue(who) if is_right else self._said({}, 401)
            case "PUT" | "DELETE", "/auth/session" if request.header("X-Cards") != "1":
                return self._said({}, 403)
            case "PUT", "/auth/session":
                who = self.sessions.pop(session, "")
                return self._issue(who) if who else self._said({}, 401)
            case "DELETE", "/auth/session":
                self.sessions.pop(session, None)
                return respond(204, "", *self._allowed(), ("Set-Cookie", "s=; Path=/; Max-Age=0"))
            case "GET", "/auth/cards" if user is not None:
                return self._said({"owner": NAMES[user], "cards": [f"Plan of {NAMES[user]}"]})
            case "GET", "/auth/me" if user is not None:
                return self._said({"id": f"u-{user}", "name": NAMES[user]})
            case "GET", "/auth/cards" | "/auth/me":
                return self._said({}, 401)
        return self._said({"error": "nothing here"}, 404)

    def _issue(self, who: str) -> Answer:
        cookie = f"s={self.session_for(who)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600"
        return respond(204, "", *self._allowed(), ("X-Token", self.access_token(who)), ("Set-Cookie", cookie))

    def _said(self, value: object, status: int = 200) -> Answer:
        return document(value, status, *self._allowed())

    def _allowed(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Access-Control-Allow-Origin", self.pages), ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Headers", "authorization, content-type, x-cards"),
            ("Access-Control-Expose-Headers", "X-Token"), ("Vary", "Origin"),
        )  # fmt: skip


@contextmanager
def served(*, name: str = "127.0.0.1") -> Iterator[tuple[Loopback, Loopback]]:
    """Serve pages and API, each on a port of its own; ``name`` is how the page calls the API's host."""
    application = TwoOrigins()

    def asked(visit: Visit) -> None:
        application.answer(visit.request)(visit)

    with ExitStack() as stack:
        api = stack.enter_context(serving(asked, name=name))
        pages = stack.enter_context(serving(lambda visit: application.page(visit.request.path, api.url)(visit)))
        application.pages = pages.url
        yield pages, api
