"""Where the page server looks for its API."""

from fixtures.listener import Listener
from fixtures.rule import BCP_2026, GUIDE_2019, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.ssr.named_host import page_must_not_believe_the_host


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        BCP_2026,
    ),
    needs=(
        Capability.SSR,
        Capability.LISTENER,
    ),
    statements=("S1.92",),
    refs=(
        "v5.0.0-4.1.3",
        "v5.0.0-13.2.4",
        "CWE-918",
        "CWE-644",
        "WSTG-INPV-17",
    ),
)
def test_host_header_not_trusted(sessions: Sessions, listener: Listener) -> None:
    """The page server takes the address of its API from its configuration, and not from the request.

    Why: a page server that refreshes at the host which the request names takes the user's refresh cookie wherever an
    attacker says.
    Judged: the page is loaded with a session of the audit while Host, X-Forwarded-Host, Forwarded and Referer name a
    listener of Bearproof's. It must not be asked for anything, and sees requests of Bearproof's own before and after.
    An answer that turns such a request away is as good.
    Fix: write the base URL of the API into the configuration.
    """
    page_must_not_believe_the_host(sessions, listener)
