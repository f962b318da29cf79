"""What a page shows to somebody who is not signed in."""

from fixtures.browser.journeys.beyond import Beyond
from fixtures.browser.journeys.tour import Tour
from fixtures.browser.journeys.visit import Visit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.BROWSER,),
    statements=("S1.33", "S1.37", "S2.39", "S2.49"),
    refs=("v5.0.0-8.3.1", "CWE-306", "WSTG-ATHN-04"),
)
def test_redirect_without_token(app_tour: Tour, anonymous_visit: Visit, further_pages: Beyond) -> None:
    """Somebody without a session is led to the login, and sees nothing protected on the way.

    Why: a page that shows first and asks later hands its content to anybody who is quick, or who stops the redirect.
    Judged: a fresh browser opens a protected page. A login form, or the address of the login, must be there within
    5 s; from the first moment the page is watched for the users' markers, and the answers of the API for their
    identities. That the page shows the user once signed in is the control. So are the pages that app.pages names; of
    those that are found by links it is shown who sees them, because nobody has said that they are protected.
    Fix: decide in the router before anything is drawn, and let the API refuse all the same.
    """
    app_tour.require_signed_in()
    anonymous_visit.must_lead_to_the_login()
    further_pages.must_be_guarded()
