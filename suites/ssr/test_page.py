"""Whose page the server renders."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.rendering import page_of
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.outlived import Waiting
from fixtures.trials.ssr.strangers import strangers_must_see_nobody
from fixtures.turns import leaping


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.TWO_USERS,
    ),
    statements=("S1.87", "S1.89", "S1.90", "S1.91", "S1.92", "S1.93", "S2.86"),
    refs=("RFC 6265 §5.4", "WSTG-SESS-02"),
)
def test_renders_identity(sessions: Sessions, journey: Journey) -> None:
    """A page is rendered for the user whose refresh cookie came with the request.

    Why: a page server that never sees the cookie renders a visitor's page to a signed-in user.
    Judged: the page is loaded with ada's and with bob's refresh cookie, without script; each shows its own
    user's marker and no other.
    Fix: serve the page from the host that the refresh cookie belongs to, with Path=/.
    """
    journey.rendered().page.must_be_of("ada")
    page_of(sessions, "bob").must_be_of("bob")


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.SSR,),
    statements=("S1.83", "S1.97", "S2.86"),
    refs=("v5.0.0-8.3.1", "CWE-306", "WSTG-ATHN-04"),
)
@leaping
def test_anonymous_clean(running_audit: Audit, journey: Journey, outlived: Waiting) -> None:
    """A visitor without a valid refresh cookie gets nobody's page.

    Why: state that is shared between renders shows one user's data to the next visitor.
    Judged: right after a page for ada, on the same connection: no cookie, a made-up one, ada's own with a letter
    changed near its end, and one whose session was logged out; the first and the last of them also at the pages of
    ssr.pages, and at up to eight that the page links to, where each user sees only their own marker. Then time is
    moved, where it can be and the life of the refresh token is known, for a cookie that has expired. No page shows a
    user's marker, and none is a server error.
    Fix: answer 302 to the login with no-store, and keep nothing between two renders.
    """
    strangers_must_see_nobody(running_audit, journey, outlived)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.REFRESH,
    ),
    statements=("S1.94", "S1.95", "S2.86"),
    refs=("RFC 6265 §4.1.2, §5.3", "v5.0.0-3.3.4", "CWE-614", "WSTG-SESS-02"),
)
def test_rotated_cookie_returned(journey: Journey) -> None:
    """A page that spends the refresh cookie hands the new one back.

    Why: the browser is left with a spent cookie otherwise, and the user is logged out by the next refresh.
    Judged: the page is loaded with a fresh session; then the browser's cookies must still refresh. A cookie
    that the page sets must equal the login's in name, path, domain, flags and unit of lifetime.
    Fix: forward the Set-Cookie line of the auth API unchanged.
    """
    journey.rendered().must_hand_back_the_rotated_cookie()
