"""Headers are judged answer by answer, by what they say."""

from collections.abc import Callable, Mapping

import pytest

from fixtures.audit import Audit
from fixtures.docket import Docket
from fixtures.specimens import Specimen, Specimens
from fixtures.trials.headers.page_policies import pages_must_limit_script
from fixtures.trials.headers.response_headers import (
    baseline_must_hold,
    pages_must_refuse_frames,
    private_answers_must_not_be_stored,
    transport_must_be_kept_strict,
)
from fixtures.verdict import Verdict, VerdictReached
from tests.core.application import running
from tests.core.building import audit_of, reply, target

HTML = {"Content-Type": "text/html; charset=utf-8"}
SOUND = {"X-Content-Type-Options": "nosniff", "Content-Type": "application/json"}
DOCUMENT = {**SOUND, **HTML, "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"}
YEAR = "Strict-Transport-Security"


def verdict_of(verb: Callable[[Specimens], None], audit: Audit, *answers: Specimen) -> Verdict:
    """What a verb makes of these answers."""
    try:
        verb(Specimens(audit, answers))
    except VerdictReached as reached:
        return reached.judgement.verdict
    return Verdict.PASSED


def answer(headers: Mapping[str, str], body: bytes = b"{}", *, status: int = 200, is_private: bool = True) -> Specimen:
    return Specimen(name="The answer", reply=reply(status, body, headers=headers), is_private=is_private)


@pytest.fixture
def audit(reference: Audit) -> Audit:
    return reference


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("no-store", Verdict.PASSED),
        ("private, NO-STORE, max-age=0", Verdict.PASSED),
        ("no-cache", Verdict.FAILED),
        ("private, max-age=0, must-revalidate", Verdict.FAILED),
        ("max-age=no-store", Verdict.FAILED),
        ("", Verdict.FAILED),
    ],
)
def test_private_answers_are_stored_by_nobody(docket: Docket, audit: Audit, said: str, verdict: Verdict) -> None:
    assert verdict_of(private_answers_must_not_be_stored, audit, answer({"Cache-Control": said})) is verdict
    assert docket.exchanges


def test_a_public_answer_may_be_stored(docket: Docket, audit: Audit) -> None:
    private = answer({"Cache-Control": "no-store"})

    assert (
        verdict_of(private_answers_must_not_be_stored, audit, private, answer({}, is_private=False)) is Verdict.PASSED
    )
    assert docket.judgements


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("max-age=31536000", Verdict.PASSED),
        ('max-age="63072000"; includeSubDomains; preload', Verdict.PASSED),
        ("includeSubDomains; MAX-AGE = 31536000", Verdict.PASSED),
        ("max-age=31535999", Verdict.FAILED),
        ("max-age=0", Verdict.FAILED),
        ("includeSubDomains", Verdict.FAILED),
    ],
)
def test_a_year_of_tls_is_asked_for(docket: Docket, audit: Audit, said: str, verdict: Verdict) -> None:
    assert verdict_of(transport_must_be_kept_strict, audit, answer({YEAR: said})) is verdict
    assert docket.exchanges


def test_a_local_host_that_never_promises_tls_is_not_judged(docket: Docket, audit: Audit) -> None:
    assert verdict_of(transport_must_be_kept_strict, audit, answer({})) is Verdict.UNTESTED
    assert docket.exchanges


def test_a_promise_that_errors_lack_is_broken(docket: Docket, audit: Audit) -> None:
    promised, bare = answer({YEAR: "max-age=31536000"}), answer({}, status=404)

    assert verdict_of(transport_must_be_kept_strict, audit, promised, bare) is Verdict.FAILED
    assert docket.exchanges


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("frame-ancestors 'none'", Verdict.PASSED),
        ("frame-ancestors 'self' https://partner.example", Verdict.PASSED),
        ("frame-ancestors", Verdict.PASSED),
        ("default-src 'none'", Verdict.FAILED),
        ("frame-ancestors *", Verdict.FAILED),
        ("frame-ancestors https:", Verdict.FAILED),
        ("frame-ancestors *, frame-ancestors 'self'", Verdict.PASSED),
    ],
)
def test_strangers_frame_no_page(docket: Docket, audit: Audit, policy: str, verdict: Verdict) -> None:
    page = answer({**HTML, "Content-Security-Policy": policy, "X-Frame-Options": "DENY"}, b"<p>")

    assert verdict_of(pages_must_refuse_frames, audit, page) is verdict
    assert docket.exchanges


@pytest.mark.parametrize(
    ("headers", "body", "verdict"),
    [
        (SOUND, b"{}", Verdict.PASSED),
        ({**SOUND, "Content-Type": "application/problem+json"}, b"{}", Verdict.PASSED),
        ({}, b"", Verdict.PASSED),
        ({"Content-Type": "application/json"}, b"{}", Verdict.FAILED),
        ({**SOUND, "Content-Type": "text/html; charset=utf-8"}, b'{"token": "x"}', Verdict.FAILED),
        (DOCUMENT, b"<p>", Verdict.PASSED),
        ({**DOCUMENT, "Content-Type": "text/html"}, b'<meta charset="utf-8"><p>', Verdict.PASSED),
        ({**DOCUMENT, "Content-Type": "text/html"}, b"<p>", Verdict.FAILED),
        ({**DOCUMENT, "Referrer-Policy": "unsafe-url, same-origin"}, b"<p>", Verdict.PASSED),
        ({**DOCUMENT, "Referrer-Policy": "no-referrer, unsafe-url"}, b"<p>", Verdict.FAILED),
        ({**DOCUMENT, "Referrer-Policy": "no-referrer, unknown-to-browsers"}, b"<p>", Verdict.PASSED),
        ({**DOCUMENT, "Cross-Origin-Opener-Policy": 'same-origin; report-to="x"'}, b"<p>", Verdict.PASSED),
        ({**DOCUMENT, "Cross-Origin-Opener-Policy": "unsafe-none"}, b"<p>", Verdict.FAILED),
    ],
)
def test_the_baseline_is_met(
    docket: Docket, audit: Audit, headers: Mapping[str, str], body: bytes, verdict: Verdict
) -> None:
    assert verdict_of(baseline_must_hold, audit, answer(headers, body)) is verdict
    assert docket.exchanges


@pytest.mark.parametrize("status", [None, 429, 500])
def test_answers_of_a_target_out_of_order_say_nothing(docket: Docket, audit: Audit, status: int | None) -> None:
    broken = Specimen(name="The answer", reply=reply(status), is_private=True)

    assert verdict_of(private_answers_must_not_be_stored, audit, broken) is Verdict.INCONCLUSIVE
    assert docket.exchanges


def test_an_application_without_html_is_not_taken_for_a_sound_one(docket: Docket, audit: Audit) -> None:
    assert verdict_of(pages_must_limit_script, audit, answer(SOUND)) is Verdict.INCONCLUSIVE
    assert docket.exchanges


def test_a_target_file_without_pages_leaves_them_untested() -> None:
    with running() as application, audit_of(application.target) as small:
        assert verdict_of(pages_must_limit_script, small, answer(HTML, b"<p>")) is Verdict.UNTESTED


def test_a_deployment_without_pages_has_nothing_to_judge() -> None:
    with running() as application:
        assert application.server is not None
        url = application.server.url
        described = target(url, target={"name": "An API", "url": url, "absent": ["browser", "ssr"]})
        with audit_of(described) as small:
            assert verdict_of(pages_must_limit_script, small, answer(HTML, b"<p>")) is Verdict.INAPPLICABLE
