"""Services that share tokens share their judgement."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.services import services_must_agree


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    needs=(Capability.SECOND_API,),
    statements=("S1.5", "S1.16", "S1.39", "S2.11", "S1.15", "S2.10"),
    refs=("v5.0.0-7.2.1", "v5.0.0-8.3.1", "RFC 8725 §3.3", "CWE-347", "CWE-863", "WSTG-SESS-10"),
)
def test_independent_verification(sessions: Sessions, running_audit: Audit) -> None:
    """Every service comes to the same verdict on the same token.

    Why: tokens are verified where they arrive. The one service that decodes without verifying is the way in.
    Judged: what each service of [[apis]], and [graphql], answers is learned from honest tokens; then changed, unsigned
    and self-signed tokens, and some that bring their key along, lead to an empty one or take the public key for a
    secret, are presented to the API and to each of them, and some to the sockets of [graphql]. Every one must be
    refused everywhere; the honest tokens are accepted everywhere, before and after.
    Fix: verify in every service, with one shared and maintained library.
    """
    services_must_agree(running_audit, sessions.standing("ada"), sessions.refreshing("ada"))
