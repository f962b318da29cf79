"""The signature: a token that was changed, or never signed, is refused."""

from fixtures import forge
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.keys import must_not_be_published


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.4", "S1.5", "S2.3"),
    refs=("v5.0.0-9.1.1", "RFC 7515 §5.2", "RFC 8725 §3.3", "CWE-347", "WSTG-SESS-10"),
)
def test_signature_verified(sessions: Sessions) -> None:
    """A token that was changed after signing is refused.

    Why: the signature is all that keeps a client from writing its own token. An API that reads claims before it
    verifies them belongs to whoever can edit base64.
    Judged: an honest token is accepted; then its claims and its header are changed under the old signature, and its
    signature is flipped in three places, cut, written in other letter cases, swapped with that of another token and
    made with a random key. Each must be refused, with honest calls in between. Accepted means that somebody's
    identity came back.
    Fix: verify every token with a maintained library and a pinned key and algorithm before any claim is read.
    """
    other = sessions.earlier_token_of("ada")
    ada = sessions.standing("ada")
    ada.must_refuse_every(forge.tampered(ada.access_token, other=other, victim=sessions.token_of("bob")))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.5", "S2.3"),
    refs=(
        "v5.0.0-9.1.2",
        "RFC 7519 §6, §8",
        "RFC 8725 §3.1, §3.2",
        "RFC 9068 §4",
        "CWE-347",
        "WSTG-SESS-10",
        "CVE-2022-23540",
        "CVE-2020-28042",
        "CVE-2026-28802",
        "CVE-2026-107720",
    ),
)
def test_unsigned_rejected(sessions: Sessions) -> None:
    """A token without a signature is refused.

    Why: RFC 7519 knows unsigned tokens (alg none). One missed branch in a verifier gives every account to
    anybody, without any secret.
    Judged: an honest token is accepted; then the same claims are presented with alg none and an empty, a
    missing and the old signature, also under a kid that nobody knows and without one, and under the honest alg
    without a signature. Each must be refused.
    Fix: allow a fixed list of algorithms; never let the header of a token choose "no verification".
    """
    ada = sessions.standing("ada")
    ada.must_refuse_every(forge.unsigned(ada.access_token))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.5",),
    refs=(
        "v5.0.0-9.1.2",
        "RFC 7515 §4.1.1, §5.3",
        'RFC 8725bis-08 "Algorithm Verification Code Not Defensively Written" and §3.1',
        "CWE-347",
        "WSTG-SESS-10",
    ),
)
def test_alg_none_case_variants(sessions: Sessions) -> None:
    """No spelling of the algorithm "none" is taken for a signature.

    Why: a verifier that forbids the word "none" but compares cases, spaces or types loosely still takes "nOnE".
    Judged: an honest token is accepted; then the same claims are presented unsigned under every case variant of
    none, with spaces, NUL, look-alike letters, null, an array, a number and no alg at all. The honest token is
    tried again after every eighth, so that a rate limiter does not look like a refusal.
    Fix: compare alg with a list of exact, allowed strings instead of forbidding names.
    """
    ada = sessions.standing("ada")
    ada.must_refuse_every(forge.none_spellings(ada.access_token))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.5", "S2.8"),
    refs=(
        "v5.0.0-11.2.3",
        "v5.0.0-13.2.3",
        "RFC 8725 §3.5",
        "RFC 7515 §10.1",
        "CWE-321",
        "CWE-798",
        "CWE-1394",
        "WSTG-SESS-10",
        "WSTG-ATHN-02",
        "CVE-2026-53709",
        "CVE-2026-120442",
        "CVE-2025-20188",
    ),
)
def test_published_secret(sessions: Sessions) -> None:
    """No key is one that anybody can look up: neither the signing key, nor another that the API takes.

    Why: whoever knows the HMAC key signs tokens for every user. Defaults, placeholders and the keys printed in
    guides are the first that are tried. A key of development days may still be in the list of those that are taken.
    Judged: the signatures of an honest access token, and of the refresh token, the ID token and the tokens for other
    APIs where these are JWTs, are recomputed offline with a short list of published secrets, among them those of the
    code samples of both guides. A match is proof. Then the honest claims, signed by HMAC with a dozen of them, are
    presented to the API, under the honest header and without its kid, with honest calls in between; so they are where
    tokens are signed asymmetrically. Each must be refused.
    Fix: use 256 random bits for each environment, or an asymmetric key, and take no other.
    """
    must_not_be_published(sessions.standing("ada"))
