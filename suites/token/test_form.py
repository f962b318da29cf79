"""How a token is written and read: its form, its header, its times."""

from fixtures.audit import Audit
from fixtures.journey import Journey
from fixtures.mint import Minter
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.odd_claims import times_must_be_numbers, unknown_extensions_must_be_refused
from fixtures.trials.token.serialization import tokens_must_be_compact


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.13", "S2.8"),
    refs=(
        "RFC 7519 §1, §7.2",
        'RFC 8725bis-08 "Check JWT Format Type"',
        "CWE-347",
        "CWE-20",
        "WSTG-SESS-10",
        "CVE-2022-39227",
    ),
)
def test_compact_format(journey: Journey, sessions: Sessions) -> None:
    """A token is written in compact form, and taken in no other.

    Why: a verifier that also reads the JSON forms has two parsers, and what one verifies is not what the other reads.
    Judged: every access token of a visit is three parts of letters, digits, - and _; then an honest token is
    presented in the two JSON forms of RFC 7515, and as one text that is JSON to one parser and compact, with other
    claims, to another. Each must be refused. Padding and a dot at the end are shown, not judged.
    Fix: refuse whatever is not strictly compact before anything is verified, and read the claims that were verified.
    """
    tokens_must_be_compact(journey, sessions.standing("ada"), victim=sessions.token_of("bob"))


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    needs=(Capability.MINT,),
    refs=("RFC 7515 §4.1.11", "CWE-345", "CVE-2025-59420", "CVE-2026-32597"),
)
def test_unknown_crit_rejected(sessions: Sessions, minter: Minter) -> None:
    """A token that calls an unknown extension critical is refused.

    Why: crit says that the token means something else without the extension. A verifier that passes over it takes the
    token for what it is not.
    Judged: a minted copy of an honest token is accepted; then minted tokens whose crit names an extension that nobody
    knows, with and without that extension, are presented. Each must be refused.
    Fix: update the library; it has to refuse what it does not understand.
    """
    unknown_extensions_must_be_refused(sessions.standing("ada"), minter)


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    needs=(Capability.MINT,),
    refs=("v5.0.0-9.2.1", "RFC 7519 §2, §4.1.4, §4.1.5", "CWE-1284", "CVE-2026-44459"),
)
def test_time_claims_strict(sessions: Sessions, minter: Minter, running_audit: Audit) -> None:
    """The times of a token are numbers of seconds, and a token works only from its nbf on.

    Why: a comparison with a text, with NaN or with milliseconds is false or for ever, and the token never expires.
    Judged: a minted copy of an honest token is accepted; then minted tokens whose exp, nbf or iat is a text, NaN,
    1e400, null, an array, negative or in milliseconds, and one whose nbf is a day ahead. Each must be refused, and some
    also by each service of [[apis]] that shares the tokens and by [graphql].
    Fix: check the type of each time before it is compared, and its size against the longest life of a token.
    """
    times_must_be_numbers(running_audit, sessions.standing("ada"), minter)
