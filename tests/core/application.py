"""A small honest application with opaque tokens, each of whose endpoints a test can replace."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fixtures.target.model import Target
from tests.core.building import PASSWORDS, target
from tests.core.loopback import Answer, Loopback, Visit, document, respond, serving


@dataclass
class Application:
    """Users log in at /login, refresh at /refresh, log out at /logout and are named at /me.

    ``instead`` holds answers that replace an honest endpoint from now on, by path. ``mint`` makes the access token of a
    user's nth login or refresh, ``fields`` stand beside it in the answer, ``attributes`` behind the refresh cookie.
    """

    instead: dict[str, Answer] = field(default_factory=dict)
    access: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    server: Loopback | None = None
    mint: Callable[[str, int], str] = lambda user, number: f"access-token-{number}-of-{user}"
    fields: dict[str, object] = field(default_factory=dict)
    attributes: str = "Path=/; Secure; HttpOnly; SameSite=Lax"

    @property
    def target(self) -> Target:
        """The target file of the application."""
        assert self.server is not None
        return target(self.server.url, limits={"timeout_seconds": 30})

    def answer(self, visit: Visit) -> None:
        """Answer one request, honestly unless told otherwise."""
        path = visit.request.path.partition("?")[0]
        honest = {"/me": self.me, "/login": self.login, "/refresh": self.renew, "/logout": self.log_out}
        self.instead.get(path, honest.get(path, respond(404)))(visit)

    def me(self, visit: Visit) -> None:
        """Name the user of the access token."""
        token = (visit.request.header("Authorization") or "").removeprefix("Bearer ")
        user = self.access.get(token)
        (document({"name": user}) if user is not None else document({"error": "unauthorized"}, 401))(visit)

    def login(self, visit: Visit) -> None:
        """Issue the first tokens."""
        try:
            given = json.loads(visit.request.body)
            user, password = str(given["username"]), given["password"]
        except (ValueError, TypeError, KeyError):
            respond(400)(visit)
            return
        if PASSWORDS.get(user) == password:
            self.issue(visit, user)
        else:
            respond(401)(visit)

    def renew(self, visit: Visit) -> None:
        """Take the refresh token and issue the next."""
        user = self.refresh.pop(visit.request.cookies.get("refresh", ""), None)
        self.issue(visit, user) if user is not None else respond(401)(visit)

    def log_out(self, visit: Visit) -> None:
        """Forget the refresh token."""
        self.refresh.pop(visit.request.cookies.get("refresh", ""), None)
        respond(204, b"", ("Set-Cookie", "refresh=; Path=/; Max-Age=0"))(visit)

    def issue(self, visit: Visit, user: str) -> None:
        """Answer with new tokens."""
        number = len(self.access) + 1
        access, spent = self.mint(user, number), f"refresh-token-{number}-of-{user}"
        self.access[access], self.refresh[spent] = user, user
        cookie = ("Set-Cookie", f"refresh={spent}; {self.attributes}")
        document({"token": access, **self.fields}, 200, cookie)(visit)


@contextmanager
def running(**instead: Answer) -> Iterator[Application]:
    """Serve an application; a keyword such as ``me=closes`` replaces that endpoint."""
    application = Application({f"/{name}": answer for name, answer in instead.items()})
    with serving(application.answer) as server:
        application.server = server
        yield application
