"""Pages that are asked for at the same moment."""

from fixtures.rule import BCP_2026, GUIDE_2019, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.ssr.parallel_renders import parallel_renders_must_keep_the_session


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.NONE,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.REFRESH,
    ),
    statements=("S1.94", "S1.95", "S1.96"),
    refs=(
        "RFC 9700 §4.14.2",
        "CWE-362",
        "nightscout/nocturne#391",
    ),
)
def test_parallel_renders_safe(sessions: Sessions) -> None:
    """Pages that are asked for together with one cookie are all rendered, and do not end the session.

    Why: browsers prefetch, repeat requests and restore many tabs at once. Where the first render spends the cookie and
    the second counts as theft, honest users are logged out, until somebody switches the rotation off.
    Judged: six pages, a HEAD request and a prefetch are asked for at once with one cookie; each page shows its user.
    Then the session refreshes twice, once with the cookie that came last, and in a second round with the one that came
    first. All of it is over within a second, and so within any grace for a just-rotated token.
    Fix: let a spent refresh token lead to its successor for a few seconds, and do not rotate for a prefetch.
    """
    parallel_renders_must_keep_the_session(sessions)
