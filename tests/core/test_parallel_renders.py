"""Pages at once: who loses the session by them is seen, whichever answer comes last."""

from collections.abc import Callable
from threading import Lock

import pytest

from fixtures.outcome import Outcome
from fixtures.trials.ssr.parallel_renders import parallel_renders_must_keep_the_session
from fixtures.verdict import Verdict
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, respond
from tests.core.rendered_application import NO_STORE, RenderedApplication, Renderer, honest_page, page_of, rendered

CLEARED = ("Set-Cookie", "refresh=; Path=/; Max-Age=0")


def judged(render: Renderer) -> Outcome:
    with rendered(render) as (_application, audit, _journey):
        return outcome(lambda: parallel_renders_must_keep_the_session(audit.sessions))


def rotating(late: Callable[[RenderedApplication, str, str], Answer]) -> Renderer:
    """A page server that spends the cookie; ``late`` answers who comes with a spent one, by user and successor."""
    successors: dict[str, tuple[str, str]] = {}
    lock = Lock()

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        spent = visit.request.cookies.get("refresh", "")
        with lock:
            if user is not None:
                successor = f"successor-{len(successors)}"
                del application.refresh[spent]
                application.refresh[successor] = user
                successors[spent] = (user, successor)
                return handing(user, successor)
            if spent in successors:
                return late(application, *successors[spent])
        return honest_page(application, None, visit)

    return render


def handing(user: str, cookie: str) -> Answer:
    return page_of(user, "", ("Set-Cookie", f"refresh={cookie}; Path=/"), NO_STORE)


def in_grace(_application: RenderedApplication, user: str, successor: str) -> Answer:
    return handing(user, successor)


def in_grace_without_cookie(_application: RenderedApplication, user: str, _successor: str) -> Answer:
    return page_of(user)


def refused(_application: RenderedApplication, _user: str, _successor: str) -> Answer:
    return respond(302, b"", ("Location", "/login"), NO_STORE)


def rendered_and_cleared(_application: RenderedApplication, user: str, _successor: str) -> Answer:
    return page_of(user, "", CLEARED, NO_STORE)


def rendered_and_revoked(application: RenderedApplication, user: str, successor: str) -> Answer:
    application.refresh.pop(successor, None)
    return page_of(user)


def broken(_application: RenderedApplication, _user: str, _successor: str) -> Answer:
    return respond(503)


@pytest.mark.parametrize(
    ("render", "verdict", "words"),
    [
        (honest_page, Verdict.PASSED, ""),
        (rotating(in_grace), Verdict.PASSED, ""),
        (rotating(in_grace_without_cookie), Verdict.PASSED, ""),
        (rotating(refused), Verdict.FAILED, "was answered 302 and shows nobody"),
        (rotating(rendered_and_cleared), Verdict.FAILED, "without a token"),
        (rotating(rendered_and_revoked), Verdict.FAILED, "without a token"),
        (rotating(broken), Verdict.INCONCLUSIVE, "answered 503"),
        (lambda _application, _user, _visit: respond(200), Verdict.INCONCLUSIVE, "control"),
    ],
    ids=["unspent", "grace", "grace without cookie", "refused", "cleared", "revoked", "broken", "empty"],
)
def test_what_becomes_of_the_session(render: Renderer, verdict: Verdict, words: str) -> None:
    found = judged(render)

    assert found.verdict is verdict
    assert words in found.deciding.sentence


def test_the_cookie_that_came_first_is_tried_as_well() -> None:
    """Whoever is late gets the good cookie, and the first one a cookie that has died since."""
    successors: dict[str, str] = {}
    lock = Lock()

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        spent = visit.request.cookies.get("refresh", "")
        with lock:
            owner = user or ("ada" if spent in successors else None)
            if owner is None:
                return honest_page(application, None, visit)
            application.refresh.pop(successors.get(spent, spent), None)
            successors[spent] = f"successor-{len(application.access)}-{id(visit)}"
            application.refresh[successors[spent]] = owner
            return handing(owner, successors[spent])

    assert judged(render).verdict is Verdict.FAILED
