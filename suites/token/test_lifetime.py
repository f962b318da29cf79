"""The life of an access token: short, and over when it is over."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.trials.token.lifetimes import (
    access_token_must_be_short_lived,
    access_token_must_die,
    renewed_tokens_must_be_short_lived,
)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.7", "S1.8", "S1.46", "S2.5", "S2.32"),
    refs=(
        "RFC 7519 §4.1.4",
        "RFC 6750 §5.3 (one hour or less)",
        "RFC 9068 §2.2 (exp, iat required)",
        "CWE-613",
        "WSTG-SESS-07",
    ),
)
def test_short_lifetime(journey: Journey) -> None:
    """An access token expires, and soon.

    Why: a stolen access token works until it expires; a short life is what limits the damage.
    Judged: exp less iat of the tokens from the login and from two refreshes, or less the Date header where they have
    no iat; for an opaque token the expiry field of the login. The limit is the profile's (15 minutes in guide-2019) or
    the one that the target file declares with a reason.
    Fix: issue access tokens for 5 to 15 minutes and renew them silently.
    """
    access_token_must_be_short_lived(journey)
    renewed_tokens_must_be_short_lived(journey)


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.CLOCK,),
    statements=("S1.9", "S1.38", "S1.39", "S2.50"),
    refs=("v5.0.0-9.2.1", "RFC 7519 §4.1.4", "RFC 9068 §4 (small leeway)", "CWE-613", "WSTG-SESS-07", "WSTG-SESS-10"),
)
def test_expired_rejected(running_audit: Audit) -> None:
    """An expired access token is refused.

    Why: expiry is the only thing that ends a stolen token by itself. It has to be enforced, not just stated.
    Judged: the target's clock is moved, and seen to move: the token works shortly before exp, and is refused 15
    s after exp and the declared leeway, by the API, by each service of [[apis]] that shares its tokens and by
    [graphql] and its sockets. A token issued at that moment must work, so that the refusal is about age.
    Fix: let the JWT library check exp in every service, with a leeway of at most a minute.
    """
    access_token_must_die(running_audit)
