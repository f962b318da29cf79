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
