"""A page is kept by no shared cache: neither by what it says, nor by what a cache makes of its address."""

import pytest

from fixtures.trials.ssr.page_caching import page_must_not_be_shared
from fixtures.verdict import Verdict
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, document, respond
from tests.core.rendered_application import NO_STORE, RenderedApplication, Renderer, honest_page, page_of, rendered


def verdict_of(render: Renderer) -> Verdict:
    with rendered(render) as (_application, audit, journey):
        return outcome(lambda: page_must_not_be_shared(audit.sessions, journey)).verdict


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ([("Cache-Control", "no-store")], Verdict.PASSED),
        ([("Cache-Control", "private, no-cache, no-store, max-age=0, must-revalidate")], Verdict.PASSED),
        ([("Cache-Control", "max-age=0, private, must-revalidate")], Verdict.PASSED),
        ([("Cache-Control", 'Private="Set-Cookie"')], Verdict.PASSED),
        ([("Cache-Control", "no-cache")], Verdict.FAILED),
        ([("Cache-Control", "public, max-age=60")], Verdict.FAILED),
        ([("Cache-Control", "private, s-maxage=60")], Verdict.FAILED),
        ([("Cache-Control", "private, s-maxage=0")], Verdict.PASSED),
        ([("X-Something", "else")], Verdict.FAILED),
        ([NO_STORE, ("CDN-Cache-Control", "max-age=600")], Verdict.FAILED),
        ([NO_STORE, ("Surrogate-Control", "no-store")], Verdict.PASSED),
        ([NO_STORE, ("CDN-Cache-Control", "private, max-age=600")], Verdict.PASSED),
    ],
)
def test_the_headers_of_the_page_are_read(headers: list[tuple[str, str]], verdict: Verdict) -> None:
    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        return page_of(user, "", *headers) if user is not None else honest_page(application, user, visit)

    assert verdict_of(render) is verdict


@pytest.mark.parametrize("mark", [".css", ";", "%0A", "%3F", "?bearproof="])
def test_a_cache_that_keeps_some_addresses_is_seen(mark: str) -> None:
    kept: dict[str, Answer] = {}

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        answer = honest_page(application, user, visit)
        return kept.setdefault(visit.request.path, answer) if mark in visit.request.path else answer

    assert verdict_of(render) is Verdict.FAILED


def test_a_cache_that_keeps_the_cookie_alone_is_seen() -> None:
    lines: dict[str, tuple[str, str]] = {}

    def render(_application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        cookie = visit.request.cookies.get("refresh")
        line = lines.setdefault(visit.request.path, ("Set-Cookie", f"refresh={cookie}; Path=/")) if cookie else None
        line = line or lines.get(visit.request.path)
        extra = (line, NO_STORE) if line else (NO_STORE,)
        return page_of(user, "", *extra) if user is not None else respond(200, "<p>Welcome</p>", *extra)

    assert verdict_of(render) is Verdict.FAILED


@pytest.mark.parametrize(("is_kept", "verdict"), [(True, Verdict.FAILED), (False, Verdict.PASSED)])
def test_an_api_that_is_kept_by_its_address_is_seen(is_kept: bool, verdict: Verdict) -> None:  # noqa: FBT001  a column
    kept: dict[str, str] = {}

    with rendered() as (application, audit, journey):

        def below_me(visit: Visit) -> None:
            token = (visit.request.header("Authorization") or "").removeprefix("Bearer ")
            user = application.access.get(token) or (kept.get(visit.request.path) if is_kept else None)
            if user is not None:
                kept[visit.request.path] = user
            (document({"name": user}) if user is not None else respond(401))(visit)

        application.below_me = below_me
        assert outcome(lambda: page_must_not_be_shared(audit.sessions, journey)).verdict is verdict

    assert kept


def test_state_that_everybody_sees_is_no_cache() -> None:
    last: list[str] = []

    def render(_application: RenderedApplication, user: str | None, _visit: Visit) -> Answer:
        last.extend([user] if user else [])
        return page_of(user or last[-1])

    assert verdict_of(render) is Verdict.INCONCLUSIVE


def test_a_server_that_breaks_at_odd_addresses_is_not_judged() -> None:
    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        is_odd = visit.request.path != "/page" and user != "ada"
        return respond(500) if is_odd else honest_page(application, user, visit)

    assert verdict_of(render) is Verdict.INCONCLUSIVE


PUBLIC = ("Cache-Control", "public, s-maxage=60")


def linking(render: Renderer) -> Renderer:
    """An honest page, which links to one that is rendered as told."""

    def rendering(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if visit.request.path.startswith("/page/orders"):
            return render(application, user, visit)
        return page_of(user, '<a href="/page/orders">Orders</a>') if user else honest_page(application, user, visit)

    return rendering


def public(_application: RenderedApplication, _user: str | None, _visit: Visit) -> Answer:
    return respond(200, "<p>Opening hours</p>", ("Content-Type", "text/html"), PUBLIC)


def about_ada(_application: RenderedApplication, _user: str | None, _visit: Visit) -> Answer:
    return page_of("ada", "", PUBLIC)


def personal(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
    return page_of(user, "", PUBLIC) if user else honest_page(application, user, visit)


def with_a_cookie(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
    if user is None:
        return honest_page(application, user, visit)
    line = ("Set-Cookie", f"refresh={visit.request.cookies['refresh']}; {application.attributes}")
    return respond(200, "<p>Two orders</p>", ("Content-Type", "text/html"), line, PUBLIC)


def broken(_application: RenderedApplication, _user: str | None, _visit: Visit) -> Answer:
    return respond(500)


@pytest.mark.parametrize(
    ("render", "verdict"),
    [
        (honest_page, Verdict.PASSED),
        (public, Verdict.PASSED),
        (about_ada, Verdict.PASSED),
        (broken, Verdict.PASSED),
        (personal, Verdict.FAILED),
        (with_a_cookie, Verdict.FAILED),
    ],
)
def test_a_page_that_is_linked_to_is_judged_where_it_is_its_users(render: Renderer, verdict: Verdict) -> None:
    assert verdict_of(linking(render)) is verdict


def test_a_cache_that_keeps_a_linked_page_is_seen() -> None:
    kept: dict[str, Answer] = {}

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        return kept.setdefault(visit.request.path, honest_page(application, user, visit))

    assert verdict_of(linking(render)) is Verdict.FAILED


@pytest.mark.parametrize(
    ("render", "verdict"),
    [(honest_page, Verdict.PASSED), (public, Verdict.INCONCLUSIVE), (personal, Verdict.FAILED)],
)
def test_a_page_that_the_target_file_names_must_be_its_users(render: Renderer, verdict: Verdict) -> None:
    with rendered(linking(render), pages=("/page/orders",)) as (_application, audit, journey):
        assert outcome(lambda: page_must_not_be_shared(audit.sessions, journey)).verdict is verdict
