"""Pages whose scripts listen late, and pages that leave as soon as they are refused."""

from unittest.mock import Mock

from playwright.sync_api import Request, Response

from fixtures.browser.person import Person
from fixtures.browser.standing_in import Refusing
from fixtures.browser.website import CallKind
from fixtures.verdict import Verdict
from tests.browser.conftest import Visiting
from tests.browser.rules import judged
from tests.browser.small_app import SmallApp, page

_DEAF_AT_FIRST = """
let isDeaf = true;
addEventListener("submit", (event) => {
  if (!isDeaf) return;
  isDeaf = false;
  event.stopImmediatePropagation();
  event.preventDefault();
  navigator.sendBeacon("/api/clock?seen");
}, true);"""
"""What a page looks like that a server has rendered, and that counts its visitors, until its script listens."""


def test_a_login_that_the_page_did_not_hear_is_sent_again(visiting: Visiting) -> None:
    with visiting(SmallApp(page(_DEAF_AT_FIRST))) as journeys:
        outcome, _filed = judged("client/bearer-on-every-call", journeys)

    assert outcome.verdict is Verdict.PASSED, outcome.deciding.sentence


def test_a_refusal_that_makes_the_page_leave_was_given() -> None:
    dropped = Mock(Request, failure="net::ERR_ABORTED")
    standing = Refusing(Mock(Person), lambda _kind, _request: True)
    standing._handed.append((CallKind.API, "GET /me", dropped))

    assert standing.count(CallKind.API) == 0
    standing.note_read(Mock(Response, request=dropped))
    assert standing.count(CallKind.API) == 1
