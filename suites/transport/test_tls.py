"""TLS, and nothing else."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.specimens import Specimens
from fixtures.trials.headers.response_headers import transport_must_be_kept_strict
from fixtures.trials.transport.plain_http import deployment_must_insist_on_tls


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S2.44",),
    refs=(
        "v5.0.0-12.1.1",
        "v5.0.0-12.2.1",
        "v5.0.0-4.1.2",
        "v5.0.0-4.4.1",
        "RFC 6750 §5.3",
        "NIST 63B-4 2pd §5.1",
        "CWE-319",
        "WSTG-CRYP-01",
        "WSTG-ATHN-01",
    ),
)
def test_https_only(sessions: Sessions) -> None:
    """The API is reached over TLS 1.2 or newer, and not otherwise.

    Why: what travels without TLS belongs to the network. A redirect comes too late: the token has been sent by
    then.
    Judged: identity, login and refresh endpoint are asked over plain HTTP with a made-up token (port 80 beside
    443, the same port beside another): no answer, or a refusal; never a redirect, nor the answer that TLS
    gives. Handshakes by TLS 1.0 and 1.1 must fail. WebSockets are not tried. A plain-HTTP test host cannot be
    judged.
    Fix: do not listen on port 80 for the API, and offer TLS 1.2 and 1.3 alone.
    """
    deployment_must_insist_on_tls(sessions.standing("ada"))


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    level=SHOULD,
    profiles=(BCP_2026,),
    refs=("v5.0.0-3.4.1", "RFC 6797 §6.1", "CWE-319", "WSTG-CONF-07", "WSTG-SESS-09"),
)
def test_hsts(specimens: Specimens) -> None:
    """Every answer asks the browser to insist on TLS for a year.

    Why: without it the first request of each visit may still be plain HTTP, and whoever is on the way can keep
    it so.
    Judged: Strict-Transport-Security with a max-age of at least a year on the answers of the endpoints, the
    pages and the errors. A local test host that never sends it cannot be judged, because browsers ignore it
    there.
    Fix: send max-age=31536000; includeSubDomains at the edge, for every status.
    """
    transport_must_be_kept_strict(specimens)
