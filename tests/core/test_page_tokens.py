"""A rendered page holds no token of the session, in no spelling and in no data route."""

import pytest

from fixtures.trials.ssr.page_tokens import page_must_hold_no_token
from fixtures.verdict import Verdict
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, respond
from tests.core.rendered_application import NO_STORE, RenderedApplication, Renderer, honest_page, page_of, rendered


def holding(more: str, *headers: tuple[str, str]) -> Renderer:
    """A page with more in it: ACCESS and REFRESH stand for the newest tokens of its user."""

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if user is None:
            return honest_page(application, user, visit)
        access = [token for token, owner in application.access.items() if owner == user][-1]
        cookie = visit.request.cookies["refresh"]
        return page_of(user, more.replace("ACCESS", access).replace("REFRESH", cookie), *headers)

    return render


@pytest.mark.parametrize(
    ("render", "verdict"),
    [
        (honest_page, Verdict.PASSED),
        (holding("<script>let state = {}</script>"), Verdict.PASSED),
        (holding('<meta name="csrf-token" content="a-token-of-another-kind">'), Verdict.PASSED),
        (holding('<script>{"csrfToken":"a-token-of-another-kind"}</script>'), Verdict.PASSED),
        (holding('<script>{"accessToken":"ACCESS"}</script>'), Verdict.FAILED),
        (holding('<a href="/?next=REFRESH">'), Verdict.FAILED),
        (holding("", ("Link", "</data?t=ACCESS>; rel=preload"), NO_STORE), Verdict.PASSED),
    ],
)
def test_a_page_is_searched_for_tokens(render: Renderer, verdict: Verdict) -> None:
    with rendered(render) as (_application, audit, _journey):
        assert outcome(lambda: page_must_hold_no_token(audit)).verdict is verdict


@pytest.mark.parametrize(
    ("more", "headers", "verdict"),
    [
        ('{"accessToken":"ACCESS"}', (), Verdict.PASSED),
        ('{"accessToken":"ACCESS"}', (("Cache-Control", "private"),), Verdict.FAILED),
        ('{"accessToken":"ACCESS","refresh":"REFRESH"}', (), Verdict.FAILED),
    ],
)
def test_a_declared_access_token_may_stand_in_a_page_that_nobody_stores(
    more: str, headers: tuple[tuple[str, str], ...], verdict: Verdict
) -> None:
    with rendered(holding(more, *headers), access_token_in_page=True) as (_application, audit, _journey):
        assert outcome(lambda: page_must_hold_no_token(audit)).verdict is verdict


@pytest.mark.parametrize(
    ("mark", "route"),
    [
        ('<script>{"buildId":"b-1"}</script>', "/_next/data/b-1/page.json"),
        ("<script>window.__NUXT__={}</script>", "/page/_payload.json"),
    ],
)
def test_the_data_of_the_page_is_searched_as_well(mark: str, route: str) -> None:
    def leaks(visit: Visit) -> Answer:
        return respond(200, f'{{"token":"{visit.request.cookies["refresh"]}"}}', NO_STORE)

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if visit.request.path == route:
            return leaks(visit)
        return holding(mark)(application, user, visit)

    with rendered(render) as (application, audit, _journey):
        application.instead[route] = lambda visit: leaks(visit)(visit)
        found = outcome(lambda: page_must_hold_no_token(audit))

    assert found.verdict is Verdict.FAILED
    assert route in found.deciding.sentence


def test_a_page_for_nobody_is_not_judged() -> None:
    with rendered(lambda application, _user, visit: honest_page(application, None, visit)) as (_app, audit, _journey):
        assert outcome(lambda: page_must_hold_no_token(audit)).verdict is Verdict.INCONCLUSIVE


def linking(render: Renderer, *, at: str = "/page/orders") -> Renderer:
    """A page without anything, which links to one that is rendered as told."""

    def rendering(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if visit.request.path.startswith(at):
            return render(application, user, visit)
        return holding('<a href="/page/orders">Orders</a>')(application, user, visit)

    return rendering


def nobodys(application: RenderedApplication, _user: str | None, visit: Visit) -> Answer:
    return honest_page(application, None, visit)


@pytest.mark.parametrize(
    ("render", "verdict"),
    [
        (honest_page, Verdict.PASSED),
        (nobodys, Verdict.PASSED),
        (holding('<script>{"accessToken":"ACCESS"}</script>'), Verdict.FAILED),
        (holding("REFRESH"), Verdict.FAILED),
    ],
)
def test_a_page_that_is_linked_to_is_searched_as_well(render: Renderer, verdict: Verdict) -> None:
    with rendered(linking(render)) as (_application, audit, _journey):
        found = outcome(lambda: page_must_hold_no_token(audit))

    assert found.verdict is verdict
    assert ("/page/orders" in found.deciding.sentence) is (verdict is Verdict.FAILED)


def test_the_cookie_that_a_linked_page_hands_out_is_known() -> None:
    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if user is None:
            return honest_page(application, user, visit)
        application.refresh["the-next-refresh-token"] = user
        line = ("Set-Cookie", f"refresh=the-next-refresh-token; {application.attributes}")
        return respond(
            200, '<p>{"renewal":"the-next-refresh-token"}</p>', ("Content-Type", "text/html"), line, NO_STORE
        )

    with rendered(linking(render)) as (_application, audit, _journey):
        assert outcome(lambda: page_must_hold_no_token(audit)).verdict is Verdict.FAILED


@pytest.mark.parametrize(("render", "verdict"), [(honest_page, Verdict.PASSED), (nobodys, Verdict.INCONCLUSIVE)])
def test_a_page_that_the_target_file_names_must_be_its_users(render: Renderer, verdict: Verdict) -> None:
    with rendered(linking(render, at="/page/named"), pages=("/page/named",)) as (_application, audit, _journey):
        assert outcome(lambda: page_must_hold_no_token(audit)).verdict is verdict
