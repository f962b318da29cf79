"""The small honest application with a page that it renders for the user of the refresh cookie."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fixtures.audit import Audit
from fixtures.journey import Journey, record
from fixtures.target.model import Target
from tests.core.application import Application
from tests.core.building import audit_of, target
from tests.core.loopback import Answer, Visit, respond, serving

NO_STORE = ("Cache-Control", "no-store")

Renderer = Callable[["RenderedApplication", str | None, Visit], Answer]
"""Makes the page for a user, or for nobody."""


def honest_page(_application: "RenderedApplication", user: str | None, _visit: Visit) -> Answer:
    """Show the user, or lead to the login."""
    return page_of(user) if user is not None else respond(302, b"", ("Location", "/login"), NO_STORE)


def page_of(user: str, more: str = "", *headers: tuple[str, str]) -> Answer:
    """A page that shows ``user``, with ``more`` in it."""
    return respond(200, f"<p>{user}</p>{more}", ("Content-Type", "text/html"), *(headers or (NO_STORE,)))


def nowhere(visit: Visit) -> None:
    """Say that there is nothing."""
    respond(404)(visit)


@dataclass
class RenderedApplication(Application):
    """Whatever begins with /page is the page of the refresh cookie's user; it does not spend the cookie.

    ``below_me`` answers what begins with /me/; ``pages`` are those that the target file names besides.
    """

    render: Renderer = honest_page
    below_me: Answer = nowhere
    pages: tuple[str, ...] = ()

    @property
    def target(self) -> Target:
        """The target file of the application, its page included."""
        assert self.server is not None
        return target(self.server.url, limits={"timeout_seconds": 30}, ssr={"url": "/page", "pages": self.pages})

    def answer(self, visit: Visit) -> None:
        """Answer one request; HEAD is for nobody, because a page is rendered only to be seen."""
        if visit.request.method == "HEAD":
            respond(405)(visit)
        elif visit.request.path.startswith("/page"):
            user = self.refresh.get(visit.request.cookies.get("refresh", ""))
            self.render(self, user, visit)(visit)
        elif visit.request.path.startswith("/me/"):
            self.below_me(visit)
        else:
            super().answer(visit)


@contextmanager
def rendered(
    render: Renderer = honest_page, pages: tuple[str, ...] = (), **policy: Any
) -> Iterator[tuple[RenderedApplication, Audit, Journey]]:
    """Serve an application, prove it and record its journey; ``policy`` is what its target file declares."""
    application = RenderedApplication(render=render, pages=pages)
    with serving(application.answer) as server:
        application.server = server
        described = application.target
        declared = described.model_copy(update={"policy": described.policy.model_copy(update=policy)})
        with audit_of(declared) as audit:
            yield application, audit, record(audit)
