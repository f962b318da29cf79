"""A form of a foreign page that renews a session: seen where the cookie lets it, and not where it is held back."""

import pytest

from fixtures.browser.proof import browser_must_leave_the_session_alone
from fixtures.docket import Docket
from fixtures.verdict import Verdict, VerdictReached
from tests.browser.conftest import Visiting
from tests.browser.small_app import SmallApp, page


@pytest.mark.parametrize("same_site", ["Lax", "None; Secure"])
def test_a_session_that_a_form_renews_is_seen_to_be_renewed(visiting: Visiting, filed: Docket, same_site: str) -> None:
    with visiting(SmallApp(page(), same_site=same_site)) as journeys:
        abroad = journeys.abroad
        journeys.leave()
    if same_site == "Lax":
        browser_must_leave_the_session_alone(abroad)
        assert filed.judgements[-1].verdict is Verdict.PASSED
        return
    with pytest.raises(VerdictReached) as caught:
        browser_must_leave_the_session_alone(abroad)
    assert "renewed the session" in caught.value.judgement.sentence
