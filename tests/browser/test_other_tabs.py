"""What other tabs keep after a logout, and pages that take their time: small applications with one habit each."""

import pytest

from fixtures.verdict import Verdict
from tests.browser.conftest import Visiting
from tests.browser.rules import judged
from tests.browser.small_app import SmallApp, page

_DESCRIBED = 'url = "/"\naction = "#again"'
_TABS = """
globalThis.quirks = {
  started(token, showLogin) {
    addEventListener("storage", ({ key }) => {
      if (key !== "logout") return;
      if (globalThis.keeps) sessionStorage.setItem("left", token() ?? "");
      showLogin();
    });
  },
  isOver: () => sessionStorage.getItem("left") !== null,
  signedOut: () => localStorage.setItem("logout", Date.now()),
};
"""


@pytest.mark.usefixtures("filed")
def test_a_tab_that_follows_but_keeps_its_token_fails_although_it_cannot_be_signed_in_again(visiting: Visiting) -> None:
    with visiting(SmallApp(page("globalThis.keeps = true;", _TABS)), described=_DESCRIBED) as journeys:
        dropped = judged("logout/other-tabs-drop-token", journeys)[0]
        followed = judged("logout/other-tabs-follow", journeys)[0]
    assert dropped.verdict is Verdict.FAILED
    assert "still in sessionStorage of tab B: left" in dropped.deciding.sentence
    assert followed.verdict is Verdict.INCONCLUSIVE
    assert "tab B, opened beside a signed-in one" in followed.deciding.sentence


@pytest.mark.usefixtures("filed")
def test_a_page_that_takes_a_breath_before_it_repeats_a_call_has_gone_on(visiting: Visiting) -> None:
    script = "globalThis.quirks = { breath: 400 };"
    with visiting(SmallApp(page(script)), described=_DESCRIBED) as journeys:
        journeys.lapse.must_refresh_and_go_on()
