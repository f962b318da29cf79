"""Whose page it is: markers stand as words of their own, in whatever the server calls HTML."""

import pytest

from fixtures.cookies import new_jar
from fixtures.docket import Docket
from fixtures.rendering import Page, page_for
from fixtures.verdict import Verdict, VerdictReached
from tests.core.building import PASSWORDS, deployment_of, target
from tests.core.judging import outcome
from tests.core.loopback import Answer, closes, hangs, respond, serving


def page(answer: Answer, *, ada: str = "ada", bob: str = "bob", timeout: float = 30) -> Page:
    users = {
        name: {"username": name, "password": PASSWORDS[name], "marker": marker}
        for name, marker in (("ada", ada), ("bob", bob))
    }
    with serving(answer) as server:
        described = target(server.url, users=users, ssr={"url": "/page"}, limits={"timeout_seconds": timeout})
        with deployment_of(described) as deployment:
            return page_for(deployment, new_jar(), purpose="a test")


@pytest.mark.parametrize(
    ("html", "shows"),
    [
        ("<p>ada</p>", {"ada"}),
        ("Hello ada!", {"ada"}),
        ('{"user":"ada"}', {"ada"}),
        ("<p>ada and bob</p>", {"ada", "bob"}),
        ("<meta>metadata</meta>", set()),
        ("canada, bobsleigh, adamant, b_ada, ada_b", set()),
        ("Ada", set()),
        ("&#97;da", {"ada"}),
        ("<b>a</b>da", set()),
        ("", set()),
        ("ada" * 1000, set()),
        ("&" * 100_000 + " bob", {"bob"}),
        ("\x00ada\x00", {"ada"}),
    ],
)
def test_a_marker_counts_where_it_is_a_word(html: str, shows: set[str]) -> None:
    assert page(respond(200, html)).shows == shows


@pytest.mark.parametrize(
    ("marker", "html", "is_seen"),
    [
        ("Ada Lovelace", "<p>Ada Lovelace</p>", True),
        ("ada@app.example", "<p>ada@app.example</p>", True),
        ("a.d+a(1)", "<p>a.d+a(1)</p>", True),
        ("a.da", "<p>abda</p>", False),
        ("O'Neil & <Co>", "<p>O&#x27;Neil &amp; &lt;Co&gt;</p>", True),
        ("Zoë", "<p>Zoë</p>", True),
    ],
)
def test_a_marker_may_be_any_text(marker: str, html: str, is_seen: bool) -> None:  # noqa: FBT001  a column
    assert ("ada" in page(respond(200, html), ada=marker).shows) is is_seen


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (respond(200, "ada"), Verdict.PASSED),
        (respond(200, "bob"), Verdict.FAILED),
        (respond(200, "ada bob"), Verdict.FAILED),
        (respond(200, "nobody"), Verdict.FAILED),
        (respond(302, ""), Verdict.FAILED),
        (respond(500, "ada"), Verdict.INCONCLUSIVE),
        (respond(429, "ada"), Verdict.INCONCLUSIVE),
        (closes, Verdict.INCONCLUSIVE),
    ],
)
def test_a_page_must_be_its_users_alone(answer: Answer, verdict: Verdict) -> None:
    shown = page(answer)

    assert outcome(lambda: shown.must_be_of("ada")).verdict is verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (respond(302, "", ("Location", "/login")), Verdict.PASSED),
        (respond(200, "<h1>Log in</h1>"), Verdict.PASSED),
        (respond(401, ""), Verdict.PASSED),
        (respond(200, "<p>ada</p>"), Verdict.FAILED),
        (respond(302, "<p>bob</p>"), Verdict.FAILED),
        (respond(500, ""), Verdict.FAILED),
        (respond(429, ""), Verdict.INCONCLUSIVE),
        (closes, Verdict.INCONCLUSIVE),
    ],
)
def test_a_strangers_page_is_nobodys_and_no_crash(docket: Docket, answer: Answer, verdict: Verdict) -> None:
    assert page(answer).judged_as_nobodys("no cookie").verdict is verdict
    assert docket.exchanges


def test_a_page_that_hangs_is_no_control(docket: Docket) -> None:
    with pytest.raises(VerdictReached, match=r"no answer within 0\.2 s"):
        page(hangs, timeout=0.2).control("ada")

    assert docket.controls == 0
