"""What a real browser shows of an attack: nothing on the honest server, and each fault by what it lets happen."""

import pytest

from fixtures.browser.finder import BrowserChoice
from fixtures.browser.journeys.abroad import Abroad
from fixtures.browser.proof import (
    browser_must_hold_the_cookies_back,
    browser_must_leave_the_session_alone,
    injected_script_must_not_run,
)
from fixtures.docket import Docket
from fixtures.verdict import Verdict, VerdictReached
from tests.browser.conftest import Visiting, reference_journeys
from tests.browser.small_app import SmallApp, page


def _attacked(chosen: BrowserChoice, *faults: str) -> Abroad:
    with reference_journeys(chosen, *faults) as journeys:
        abroad = journeys.abroad
        journeys.leave()
    assert not abroad.left_out
    assert abroad.was_restored
    return abroad


def test_the_honest_server_is_left_alone(chosen: BrowserChoice, filed: Docket) -> None:
    abroad = _attacked(chosen)
    browser_must_hold_the_cookies_back(abroad)
    browser_must_leave_the_session_alone(abroad)
    injected_script_must_not_run(abroad)
    assert {judgement.verdict for judgement in filed.judgements} == {Verdict.PASSED}
    assert len(filed.judgements) == 3


@pytest.mark.usefixtures("filed")
def test_a_cookie_that_goes_everywhere_is_seen_to_go(chosen: BrowserChoice) -> None:
    abroad = _attacked(chosen, "sends_the_cookie_from_every_site")
    assert abroad.carried == ("__Host-refresh_token",)
    with pytest.raises(VerdictReached) as caught:
        browser_must_hold_the_cookies_back(abroad)
    assert caught.value.judgement.verdict is Verdict.FAILED
    # The server refuses the form all the same.
    browser_must_leave_the_session_alone(abroad)


@pytest.mark.usefixtures("filed")
def test_script_that_a_policy_only_reports_is_seen_to_run(chosen: BrowserChoice) -> None:
    abroad = _attacked(chosen, "reports_what_the_policy_would_stop")
    with pytest.raises(VerdictReached) as caught:
        injected_script_must_not_run(abroad)
    assert caught.value.judgement.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("policy", "ran"),
    [
        ("script-src 'nonce-n' 'strict-dynamic'", ""),
        ("script-src 'unsafe-inline'", "an inline event handler"),
        ("script-src-elem 'unsafe-inline'; script-src-attr 'none'", "an inline script"),
    ],
)
def test_script_is_injected_where_a_page_writes_what_it_was_given(visiting: Visiting, policy: str, ran: str) -> None:
    html = page().replace("<script", "<script nonce=n")
    html = html.replace("<title>", f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>', 1)
    with visiting(SmallApp(html)) as journeys:
        abroad = journeys.abroad
        journeys.leave()
    assert not abroad.left_out
    assert abroad.ran == ran
