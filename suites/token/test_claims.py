"""What a token says: for whom it is, by whom it was issued, when it ends, and nothing that it need not say."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.mint import Minter
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.audiences import foreign_audiences_must_be_refused
from fixtures.trials.token.odd_claims import foreign_issuers_must_be_refused
from fixtures.trials.token.private_claims import claims_must_be_minimal
from fixtures.trials.token.stated_expiry import stated_expiry_must_agree
from fixtures.turns import rested


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(BCP_2026,),
    needs=(Capability.MINT,),
    refs=("RFC 8725 §3.8", "RFC 9068 §4", "v5.0.0-10.3.3", "CWE-346", "CWE-287"),
)
def test_issuer_validated(sessions: Sessions, minter: Minter, running_audit: Audit) -> None:
    """A correctly signed token of another issuer is refused.

    Why: environments and tenants often share keys. Where iss is not compared, an account of the test environment, or
    of another customer, opens production.
    Judged: a minted copy of an honest token is accepted; then minted tokens with another issuer, with one that begins
    or ends alike, one slash or letter more or less, other letter cases, an array, an empty and no issuer. Each must be
    refused, by the API, each service of [[apis]] that shares its tokens and [graphql], but for those that the target
    file trusts (policy.trusted_issuers). Tokens that name no issuer at all are not judged.
    Fix: compare iss with one configured text, letter for letter, and bind the keys to it.
    """
    foreign_issuers_must_be_refused(running_audit, sessions.standing("ada"), minter)


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(BCP_2026,),
    refs=(
        "v5.0.0-9.2.3",
        "v5.0.0-9.2.4",
        "v5.0.0-10.3.1",
        "RFC 7519 §4.1.3",
        "RFC 8725 §3.9",
        "RFC 9068 §4",
        "RFC 9700 §2.3, §4.10.2",
        "CWE-863",
        "CVE-2023-22482",
    ),
)
def test_audience_validated(sessions: Sessions, minter: Minter, running_audit: Audit) -> None:
    """A token that is meant for somebody else is refused.

    Why: every service that takes a token holds it for a moment. Where aud is not compared, the least of them can use
    it at all the others.
    Judged: the ID token and the tokens of other APIs, as far as the target file names them, are presented at the API
    and at what shares its tokens, its own at the others; with [mint] also tokens whose aud is another, begins or ends
    alike, is empty, an array of others, or missing. Each must be refused. APIs that are one resource are declared as
    sharing their tokens.
    Fix: give each API an audience of its own, and compare aud with it, letter for letter.
    """
    foreign_audiences_must_be_refused(running_audit, sessions.standing("ada"), minter)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.14", "S2.9", "S2.29"),
    refs=("v5.0.0-14.1.1", "v5.0.0-14.2.6", "RFC 9068 §6", "CWE-922", "WSTG-SESS-10"),
)
def test_claims_minimal(journey: Journey) -> None:
    """A token carries no secret, and no personal data that the API does not need.

    Why: a payload is only encoded. Whoever holds a token, finds it in a log or is sent it reads everything in it.
    Judged: the claims of every token of a visit: names and values that look like a password, a hash, a key, an e-mail
    address, a phone number or the like, and the user's own password, refresh token and HttpOnly cookies. Personal
    claims that the target file declares (policy.claims_allowed) are left alone; secrets never are.
    Fix: carry an opaque subject, and look the rest up.
    """
    claims_must_be_minimal(journey)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, BCP_2026),
    statements=("S1.32", "S1.69", "S1.71"),
    refs=("RFC 6749 §5.1", "RFC 7519 §2", "CWE-682"),
)
@rested
def test_expiry_field_consistent(journey: Journey, sessions: Sessions) -> None:
    """The expiry beside a token is the expiry of the token.

    Why: the client refreshes by that field. In the wrong unit it refreshes all the time, or never and fails.
    Judged: login.expiry of the login and of each refresh, read in the declared unit, against exp of the token beside
    it, within 60 s. Where no unit is declared, exactly one reading must fit. A session that has rested for some
    seconds is refreshed too: a stated moment must have moved on as far as exp.
    Fix: derive both from one moment of one clock, and state it in seconds or as an ISO 8601 date.
    """
    stated_expiry_must_agree(journey, sessions)
