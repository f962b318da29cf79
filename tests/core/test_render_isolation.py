"""What one render leaves to another is seen, one after the other and at the same time."""

import threading

import pytest

from fixtures.trials.ssr.render_isolation import renders_must_not_mix
from fixtures.verdict import Verdict
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, respond
from tests.core.rendered_application import NO_STORE, RenderedApplication, Renderer, honest_page, page_of, rendered


def sentence_of(render: Renderer, verdict: Verdict) -> str:
    with rendered(render) as (_application, audit, _journey):
        found = outcome(lambda: renders_must_not_mix(audit.sessions))
    assert found.verdict is verdict
    return found.deciding.sentence


def test_an_honest_page_is_its_users() -> None:
    assert "showed nobody but the one who asked" in sentence_of(honest_page, Verdict.PASSED)


def test_a_visitor_who_sees_the_last_user_is_a_failure() -> None:
    last: list[str] = []

    def render(_application: RenderedApplication, user: str | None, _visit: Visit) -> Answer:
        last.extend([user] if user else [])
        return page_of(user or last[-1])

    assert "for a visitor, with pages for others one after the other, shows ada" in sentence_of(render, Verdict.FAILED)


def test_users_who_meet_on_the_server_are_a_failure() -> None:
    current: list[str] = []
    together = threading.Barrier(2)

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if user is None:
            return honest_page(application, user, visit)
        current.append(user)
        try:
            together.wait(timeout=0.2)
        except threading.BrokenBarrierError:
            together.reset()
        return page_of(current[-1])

    assert "at the same time, shows" in sentence_of(render, Verdict.FAILED)


def test_a_token_of_somebody_else_in_the_page_is_a_failure() -> None:
    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if user is None:
            return honest_page(application, user, visit)
        token = [token for token, owner in application.access.items() if owner != user][-1]
        return page_of(user, f'<script>{{"accessToken":"{token}"}}</script>')

    with rendered() as (application, audit, _journey):
        # The name in a token of the tests must not be taken for the user's marker.
        application.mint = lambda user, number: f"access_token_{number}_of_{user}_"
        audit.sessions.standing("ada")
        audit.sessions.standing("bob")
        application.render = render
        found = outcome(lambda: renders_must_not_mix(audit.sessions))

    assert found.verdict is Verdict.FAILED
    assert "holds an access token of" in found.deciding.sentence


@pytest.mark.parametrize(
    ("owner", "verdict"), [("bob", Verdict.FAILED), ("a guest", Verdict.PASSED), ("", Verdict.PASSED)]
)
def test_the_cookie_that_a_visitor_is_handed_must_be_no_users(owner: str, verdict: Verdict) -> None:
    def render(application: RenderedApplication, user: str | None, _visit: Visit) -> Answer:
        if user is not None:
            return page_of(user)
        cookie = f"a-token-of-{owner}"
        if owner:
            application.refresh[cookie] = owner
        return respond(200, "<p>Welcome</p>", ("Set-Cookie", f"refresh={cookie}; Path=/"), NO_STORE)

    sentence_of(render, verdict)


def test_a_page_that_shows_nobody_is_not_judged() -> None:
    sentence_of(lambda _application, _user, _visit: respond(200, "<p>Welcome</p>"), Verdict.INCONCLUSIVE)


def test_a_page_that_breaks_down_under_load_is_not_judged() -> None:
    pages: list[Visit] = []

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        pages.append(visit)
        # The page of the journey, and four one after the other.
        return honest_page(application, user, visit) if len(pages) <= 5 else respond(503)

    sentence_of(render, Verdict.INCONCLUSIVE)
