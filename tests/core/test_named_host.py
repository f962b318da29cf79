"""A page server that fetches what a request names is seen; one that turns such requests away is not blamed."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from fixtures.listener import Listener, listening
from fixtures.outcome import Outcome
from fixtures.target.model import ListenerSection
from fixtures.trials.ssr.named_host import page_must_not_believe_the_host
from fixtures.verdict import Verdict
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, closes, respond
from tests.core.rendered_application import RenderedApplication, Renderer, honest_page, rendered


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A listener of which the target file says how to reach it."""
    with listening(ListenerSection(host="127.0.0.1")) as running:
        yield running


def judged(render: Renderer, listener: Listener) -> Outcome:
    with rendered(render) as (_application, audit, _journey):
        return outcome(lambda: page_must_not_believe_the_host(audit.sessions, listener))


def fetching(address: Callable[[Visit], str]) -> Renderer:
    """A page server that takes the cookies of its visitor to an address, where the request leads to one."""

    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        if url := address(visit):
            httpx.post(url, headers={"Cookie": visit.request.header("Cookie") or ""}, trust_env=False)
        return honest_page(application, user, visit)

    return render


def header_of(visit: Visit, name: str) -> str:
    return visit.request.header(name) or ""


def forwarded(visit: Visit) -> str:
    host = header_of(visit, "X-Forwarded-Host")
    return f"http://{host}/refresh" if host else ""


def standard(visit: Visit) -> str:
    host = header_of(visit, "Forwarded").partition('"')[2].partition('"')[0]
    return f"http://{host}/refresh" if host else ""


def referring(visit: Visit) -> str:
    return header_of(visit, "Referer")


def scheme_of_referrer_at_host(visit: Visit) -> str:
    scheme = urlsplit(header_of(visit, "Referer")).scheme
    return f"{scheme}://{header_of(visit, 'Host')}/elsewhere" if scheme else ""


def is_renamed(visit: Visit) -> bool:
    """Whether a request names a host that is not the application's own."""
    return header_of(visit, "Host") != urlsplit(visit.server.url).netloc


def test_an_honest_page_server_fetches_nothing(listener: Listener) -> None:
    found = judged(honest_page, listener)

    assert found.verdict is Verdict.PASSED
    assert len(found.judgements) == 5


@pytest.mark.parametrize("address", [forwarded, standard, referring, scheme_of_referrer_at_host])
def test_a_fetch_is_seen_with_the_cookie_that_went_along(listener: Listener, address: Callable[[Visit], str]) -> None:
    found = judged(fetching(address), listener)

    assert found.verdict is Verdict.FAILED
    assert "with the session's cookie, at the listener" in found.deciding.sentence


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (respond(421), Verdict.PASSED),
        (respond(400), Verdict.PASSED),
        (closes, Verdict.PASSED),
        (respond(502), Verdict.INCONCLUSIVE),
        (respond(429), Verdict.INCONCLUSIVE),
    ],
)
def test_turning_a_strange_name_away_is_as_good(listener: Listener, answer: Answer, verdict: Verdict) -> None:
    def render(application: RenderedApplication, user: str | None, visit: Visit) -> Answer:
        return answer if is_renamed(visit) else honest_page(application, user, visit)

    assert judged(render, listener).verdict is verdict


def test_a_late_fetch_that_another_rule_provoked_is_not_blamed(listener: Listener) -> None:
    other = f"{listener.url}{listener.new_path('keys')}"

    assert judged(fetching(lambda _visit: other), listener).verdict is Verdict.PASSED


def test_the_silence_of_an_unreachable_listener_proves_nothing() -> None:
    with listening(None) as undeclared:
        assert judged(honest_page, undeclared).verdict is Verdict.UNTESTED


def test_a_page_that_does_not_work_is_not_judged(listener: Listener) -> None:
    assert judged(lambda _application, _user, _visit: respond(200), listener).verdict is Verdict.INCONCLUSIVE
