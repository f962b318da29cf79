"""The key: which one verifies a token is decided by the verifier, and never by the token."""

from fixtures.listener import Listener
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.token.foreign_keys import own_keys_must_not_be_trusted
from fixtures.trials.token.key_confusion import public_keys_must_be_no_secrets
from fixtures.trials.token.key_ids import key_ids_must_name_configured_keys_only
from fixtures.trials.token.nested_tokens import encryption_must_be_no_signature
from fixtures.trials.token.psychic import zero_signatures_must_be_refused


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.5",),
    refs=(
        "v5.0.0-9.1.2",
        "RFC 8725 §2.1, §3.1",
        "CWE-347",
        "WSTG-SESS-10",
        "CVE-2015-9235",
        "CVE-2022-29217",
        "CVE-2023-48223",
        "CVE-2020-15084",
    ),
)
def test_key_confusion(sessions: Sessions) -> None:
    """A public key is not taken for the secret of an HMAC.

    Why: a verifier that lets the token choose its algorithm takes the public key, which everybody has, for the shared
    secret. Then everybody signs tokens for every user.
    Judged: the public key of the access token is found (keys.jwks_url, keys.pem, /.well-known/jwks.json, discovery)
    and proven by verifying an honest token with it. The same claims are then presented under HS256, HS384 and HS512,
    keyed with that key and with the TLS certificate's in PEM, DER, PKCS #1, base64 and JWK, with and without line
    breaks. Each must be refused, with honest calls in between. Tokens signed with a shared secret have no public key.
    Fix: bind one algorithm to each key, and give the library keys that know what they are for.
    """
    public_keys_must_be_no_secrets(sessions.standing("ada"))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.5",),
    refs=(
        "v5.0.0-9.1.3",
        "RFC 7515 §4.1.2, §4.1.3, §4.1.5, §4.1.6",
        "RFC 8725 §3.10",
        "CWE-347",
        "CWE-918",
        "WSTG-SESS-10",
        "CVE-2018-0114",
    ),
)
def test_untrusted_key_headers(sessions: Sessions, listener: Listener) -> None:
    """A key that a token brings along or points to is neither trusted nor fetched.

    Why: a token that may name its own key can be signed by anybody; a verifier that fetches what a token names can be
    sent anywhere in the inner network, also when it then refuses the token.
    Judged: the honest claims, signed with keys of our own, with the key in jwk, the certificate in x5c, and jku and
    x5u that point to a listener of Bearproof's, each at a path of its own, also behind the target's own name and for a
    kid that nobody knows. Each must be refused, and nobody may come to the listener, which is shown to be alive before
    and after. Without [listener] only the first half can be judged.
    Fix: ignore these headers, or map them to a fixed set of configured keys.
    """
    own_keys_must_not_be_trusted(sessions.standing("ada"), listener)


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.5",),
    refs=(
        "v5.0.0-9.1.3",
        "RFC 7515 §4.1.4",
        "RFC 8725 §3.10",
        "CWE-22",
        "CWE-89",
        "CWE-347",
        "WSTG-SESS-10",
        "CVE-2026-44351",
    ),
)
def test_kid_not_injectable(sessions: Sessions) -> None:
    """The kid of a token leads to no key but the configured ones.

    Why: a kid that is used as a path, in a query or with a default finds an empty or well-known key, and with that
    anybody signs.
    Judged: the honest claims under an HMAC by the empty key, with a kid that is unknown, empty, missing, null or
    leads to /dev/null; by words that stand for a missing key or a default, with an unknown kid; by a key that a UNION
    SELECT or a command would answer; by system files whose content is known, and by public files of the target itself.
    Each must be refused. Nothing is written, run or made to wait.
    Fix: look the kid up in a fixed map, as an opaque text, and refuse what is not in it.
    """
    key_ids_must_name_configured_keys_only(sessions.standing("ada"))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2019, GUIDE_2022, BCP_2026),
    statements=("S1.5",),
    refs=("v5.0.0-9.1.1", "v5.0.0-11.6.1", "RFC 8725 §3.4", "CWE-347", "WSTG-SESS-10", "CVE-2022-21449"),
)
def test_psychic_signature(sessions: Sessions) -> None:
    """An ECDSA signature of zeroes is no signature.

    Why: without a look at the range of r and s, a signature of zeroes fits every message and every key.
    Judged: the honest claims under ES256, ES384 and ES512 with r and s zero, equal to the order of the curve, mixed,
    and zero in DER; for tokens signed with RSA as well, whose verifier may have been given too many algorithms. Each
    must be refused. Tokens with a shared secret are left out.
    Fix: update the library or the runtime; it has to check that r and s lie between 1 and n - 1.
    """
    zero_signatures_must_be_refused(sessions.standing("ada"))


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(BCP_2026,),
    refs=(
        "RFC 8725 §2.3, §3.3",
        'RFC 8725bis-08 "Validate All Cryptographic Operations"',
        "CWE-347",
        "CVE-2023-51774",
        "GHSA-pm7g-w2cf-q238",
    ),
)
def test_nested_confusion(sessions: Sessions) -> None:
    """That a token could be decrypted does not make it genuine.

    Why: everybody can encrypt to a public key. A verifier that decrypts, and then takes what is inside for signed,
    lets everybody write the claims.
    Judged: the honest claims are encrypted to the deployment's own public key (RSA-OAEP-256 or ECDH-ES, A256GCM), as
    an unsigned token, as bare claims, and as a token with an empty signature. Each must be refused, with honest calls
    in between. Without a public key there is nothing to try.
    Fix: require a verified signature inside, or take no encrypted tokens at all.
    """
    encryption_must_be_no_signature(sessions.standing("ada"))
