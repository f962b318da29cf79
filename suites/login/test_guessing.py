"""Wrong passwords, one after the other."""

from fixtures.clock import Clock
from fixtures.rule import BCP_2026, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.login.accounts import guessing_must_be_slowed


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(
        Capability.DISPOSABLE_USER,
        Capability.GUESSING,
    ),
    refs=("v5.0.0-6.3.1", "CWE-307", "WSTG-ATHN-03"),
    disruptive=True,
)
def test_throttled(sessions: Sessions, clock: Clock) -> None:
    """Wrong passwords in a row are slowed, and do not lock the owner out for good.

    Why: without a limit, a list of common passwords opens some account of every site.
    Judged: as many wrong passwords as policy.throttle_attempts allows are tried with the disposable user: the last
    must be blocked or slowed, or the right one refused right after them; and that must work again after
    policy.throttle_window_seconds. Where only the source is throttled (policy.throttle_by_source_only), a tester
    who sees nothing says nothing.
    Fix: count failures for each account and each source, answer 429 for a while, and let the count run out.
    """
    guessing_must_be_slowed(sessions, clock)
