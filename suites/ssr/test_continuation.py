"""How a page goes on that the server has rendered."""

from fixtures.browser.journeys.rendered import Continuation
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(
        Capability.BROWSER,
        Capability.SSR,
        Capability.REFRESH,
    ),
    statements=("S1.88", "S1.96", "S2.48", "S2.86"),
    refs=("RFC 6265 §5.3",),
)
def test_spa_continues(continuation: Continuation) -> None:
    """After a rendered page the application goes on by itself, without a new login.

    Why: the render spends the refresh cookie. Where the new one does not reach the browser, the user sees a page that
    looks signed in, and is logged out by its first refresh.
    Judged: a signed-in person loads the rendered page in a real browser; its API call must be accepted, again after
    each of two expired tokens (or loads, where the target's clock cannot be moved), and after a reload. Two refreshes
    at least must be seen. Nothing is told where a session without a page, as old as this one, is refused as well.
    Fix: pass the Set-Cookie line of the refresh on to the browser, unchanged, with the page.
    """
    continuation.must_go_on()
