"""The attributes of session cookies: every line counts, and what cannot be judged is not called good."""

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.docket import Docket, opened
from fixtures.journey import record
from fixtures.outcome import Outcome
from fixtures.session_cookies import SessionCookies
from fixtures.verdict import Verdict
from tests.core.application import Application, running
from tests.core.building import audit_of, target
from tests.core.judging import outcome

GOOD = "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=3600"
HTTP_ONLY, SECURE = SessionCookies.must_be_http_only, SessionCookies.must_be_secure
SAME_SITE, LIFETIME = SessionCookies.must_state_same_site, SessionCookies.must_not_outlive_their_content
Verb = Callable[[SessionCookies], None]


def judged(application: Application, verb: Verb, **tables: Any) -> Outcome:
    assert application.server is not None
    described = target(application.server.url, **{"policy": {"refresh_lifetime_seconds": 3600}, **tables})
    with audit_of(described) as audit:
        with opened(Docket()):
            visit = record(audit)
        return outcome(lambda: verb(visit.session_cookies))


@pytest.mark.parametrize(
    ("verb", "attributes", "verdict"),
    [
        (HTTP_ONLY, GOOD, Verdict.PASSED),
        (HTTP_ONLY, GOOD.replace("HttpOnly", ""), Verdict.FAILED),
        (SAME_SITE, GOOD, Verdict.PASSED),
        (SAME_SITE, GOOD.replace("Strict", "lax"), Verdict.PASSED),
        (SAME_SITE, GOOD.replace("Strict", "None"), Verdict.FAILED),
        (SAME_SITE, GOOD.replace("SameSite=Strict", ""), Verdict.FAILED),
        (SAME_SITE, GOOD.replace("Strict", "nonsense"), Verdict.FAILED),
        (SAME_SITE, GOOD.replace("Strict", ""), Verdict.FAILED),
        (SECURE, GOOD, Verdict.PASSED),
        (SECURE, GOOD.replace("Secure;", ""), Verdict.INCONCLUSIVE),
        (LIFETIME, GOOD, Verdict.PASSED),
        (LIFETIME, GOOD.replace("3600", "3900"), Verdict.PASSED),
        (LIFETIME, GOOD.replace("3600", "3901"), Verdict.FAILED),
        (LIFETIME, GOOD.replace("3600", "3600000"), Verdict.FAILED),
        (LIFETIME, GOOD.replace("3600", "9" * 5000), Verdict.FAILED),
        (LIFETIME, GOOD.replace("Max-Age=3600", "Expires=Fri, 01 Jan 2100 00:00:00 GMT"), Verdict.FAILED),
        (LIFETIME, GOOD.replace("; Max-Age=3600", ""), Verdict.PASSED),
    ],
)
def test_a_cookie_set_like_this_on_plain_loopback(verb: Verb, attributes: str, verdict: Verdict) -> None:
    with running() as application:
        application.attributes = attributes

        assert judged(application, verb).verdict is verdict


def test_a_cross_site_topology_allows_none_only_where_it_is_declared_and_secure() -> None:
    declared = {"policy": {"refresh_lifetime_seconds": 3600, "cross_site": True}}
    with running() as application:
        application.attributes = "Path=/; Secure; HttpOnly; SameSite=None"
        assert judged(application, SAME_SITE, **declared).verdict is Verdict.PASSED
        application.attributes = "Path=/; HttpOnly; SameSite=None"
        assert judged(application, SAME_SITE, **declared).verdict is Verdict.FAILED


def test_one_bad_line_among_good_ones_is_found_and_named() -> None:
    with running() as application:
        honest = application.renew

        def forgets(visit: Any) -> None:
            application.attributes = GOOD.replace("HttpOnly; ", "")
            honest(visit)

        application.attributes = GOOD
        application.instead["/refresh"] = forgets
        found = judged(application, HTTP_ONLY)

    assert found.verdict is Verdict.FAILED
    assert found.deciding.sentence == "At the first refresh, refresh is set without HttpOnly."


def test_a_lifetime_that_nobody_declared_is_untested() -> None:
    with running() as application:
        application.attributes = GOOD
        found = judged(application, LIFETIME, policy={})

    assert found.verdict is Verdict.UNTESTED
    assert "policy.refresh_lifetime_seconds" in (found.deciding.next_step or "")


def test_a_lifetime_that_cannot_be_judged_hides_no_other_that_is_too_long() -> None:
    with running() as application:
        honest = application.renew

        def keeps_it_in_milliseconds(visit: Any) -> None:
            application.attributes = "Path=/; HttpOnly; SameSite=Lax; Max-Age=86400000000"
            honest(visit)

        application.attributes = GOOD
        application.instead["/refresh"] = keeps_it_in_milliseconds
        found = judged(application, LIFETIME, policy={})

    assert found.verdict is Verdict.FAILED
    assert "milliseconds" in found.deciding.sentence


def test_a_cookie_that_holds_a_token_is_a_session_cookie_though_nobody_named_it() -> None:
    with running() as application:
        login = {
            "url": "/login", "json": {"username": "{username}", "password": "{password}"},
            "access_token": {"body": "/token"},
        }  # fmt: skip
        application.attributes = "Path=/"
        application.mint = lambda user, number: f"refresh-token-{number}-of-{user}"

        found = judged(application, HTTP_ONLY, login=login, refresh=None)

    assert found.verdict is Verdict.FAILED


def test_a_named_cookie_that_is_never_set_is_undecided_and_no_cookie_at_all_is_inapplicable() -> None:
    login = {
        "url": "/login", "json": {"username": "{username}", "password": "{password}"},
        "access_token": {"body": "/token"},
    }  # fmt: skip
    with running() as application:
        named = judged(application, HTTP_ONLY, login={**login, "refresh_token": {"cookie": "another"}})
        unnamed = judged(application, HTTP_ONLY, login=login, refresh=None)

    assert named.verdict is Verdict.INCONCLUSIVE
    assert unnamed.verdict is Verdict.INAPPLICABLE
