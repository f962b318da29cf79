"""What a login gives its browser, and what the token says of it."""

from fixtures.rule import BCP_2026, GUIDE_2022, AsvsLevel, Severity, rule
from fixtures.trials.fingerprint.fingerprint import Fingerprint
from fixtures.trials.fingerprint.fixation import planted_fingerprints_must_not_be_adopted
from fixtures.trials.fingerprint.stolen_tokens import StolenTokens


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(GUIDE_2022,),
    statements=("S2.24", "S2.27", "S2.28", "S2.35", "S2.65", "S2.67", "S2.92"),
    refs=(
        'OWASP JWT cheat sheet before 2026-08-01 "Token Sidejacking"',
        "v5.0.0-3.3.1 to 3.3.4",
        "WSTG-SESS-02",
    ),
)
def test_cookie_set_at_login(fingerprint: Fingerprint) -> None:
    """A login sets a fresh fingerprint cookie that script cannot read and other sites cannot send.

    Why: tokens in sessionStorage are in reach of every script on the page. What keeps a stolen one from working
    elsewhere is a second value, which only this browser has and no script can read.
    Judged: the login answer sets the cookie that the target file names, or else the one whose SHA-256 hash stands in
    the access token. Every line that sets it says HttpOnly, Secure and SameSite, its name has a prefix, and other
    logins of the same and of another user get other values. Where a login sets a cookie that nothing in the token
    refers to, nobody can tell whether that is it: name it in the target file.
    Fix: make 256 random bits in the login handler, set them as a __Host- cookie with SameSite=Strict, and keep their
    hash with the session.
    """
    fingerprint.must_be_set_at_login()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(GUIDE_2022,),
    statements=("S2.24", "S2.29", "S2.66"),
    refs=(
        'OWASP JWT cheat sheet before 2026-08-01 "Token Sidejacking"',
        "v5.0.0-3.3.4",
        "CWE-922",
        "WSTG-SESS-10",
    ),
)
def test_hash_claim_matches(fingerprint: Fingerprint) -> None:
    """The access token holds the hash of the fingerprint, and nothing that script can read holds the fingerprint.

    Why: the token must say to which browser it belongs; but if it said the value itself, whoever steals the token
    would steal the cookie with it.
    Judged: the claims of the login's access token are searched for the SHA-256 hash of the cookie: of its text, or of
    the bytes that it spells, in hexadecimal, base64 or base64url. The value itself must not stand in any token, in the
    body of a login, refresh or logout, or in a rendered page. Of a hash that the target file declares to be salted or
    keyed only its presence is judged.
    Fix: put the SHA-256 hash of the cookie into a claim of every access token.
    """
    fingerprint.must_be_told_by_its_hash()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S2.27",),
    refs=("v5.0.0-7.2.4", "CWE-384", "WSTG-SESS-03"),
)
def test_not_fixable(stolen_tokens: StolenTokens) -> None:
    """A login replaces a fingerprint that was in the browser before it.

    Why: whoever can plant a cookie, from a sibling host or at a shared machine, would otherwise know the fingerprint
    of every session that begins there.
    Judged: ada logs in from a browser with a made-up fingerprint, and then again from that browser, in which a second
    one was planted. Each login must set another value than the browser brought, the token must say the hash of that
    one, and the API must refuse the token with the old value. In bcp-2026 only where the target has a fingerprint.
    Fix: make the fingerprint on the server at every login, whatever the request brings.
    """
    planted_fingerprints_must_not_be_adopted(stolen_tokens)
