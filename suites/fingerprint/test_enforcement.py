"""Whether a stolen token is any use without the fingerprint, and an honest one with it."""

from fixtures.audit import Audit
from fixtures.rule import BCP_2026, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.trials.fingerprint.source_address import address_must_not_matter
from fixtures.trials.fingerprint.stolen_tokens import StolenTokens


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S2.69", "S2.70", "S2.71"),
    refs=(
        'OWASP Session Management cheat sheet "Considerations When Using Multiple Cookies"',
        "CWE-565",
        "CWE-287",
        "WSTG-SESS-09",
    ),
)
def test_required_at_refresh(stolen_tokens: StolenTokens) -> None:
    """A refresh is refused unless the fingerprint of that very login comes with it.

    Why: a refresh token that works without the cookie is the whole session, for whoever copied it out of the page.
    Judged: ada's refresh token with no fingerprint cookie, an empty and a random one, that of another login of hers and
    that of another user, her own in other letter cases, and two cookies of which the first is a stranger's. Before
    each, an honest refresh shows that the token works. In bcp-2026 only where the target has a fingerprint.
    Fix: compare the hash of the cookie with the session's before the refresh token is even looked at, and refuse a
    request with two such cookies.
    """
    stolen_tokens.must_be_useless_at_refresh()


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S2.70", "S2.75"),
    refs=("v5.0.0-8.3.1", "v5.0.0-9.1.1", "CWE-565", "CWE-345", "WSTG-SESS-09"),
)
def test_hash_from_verified_claim(stolen_tokens: StolenTokens) -> None:
    """A fingerprint is compared with a hash from the server or a verified token, never from the request.

    Why: whoever may send both the value and its hash needs neither. The sample of the 2022 guide takes the hash from
    a parameter of the refresh, which makes its tie void.
    Judged: a thief refreshes with ada's refresh token, a fingerprint of the thief's own, and its hash: as a field of
    body and query under each usual name, under those that the target file names or that are made from the claim's, and
    as the claim of an access token that was changed or is not signed. In bcp-2026 only where the target has a
    fingerprint.
    Fix: store the hash with the refresh token at login, and compare with that alone.
    """
    stolen_tokens.must_not_bring_their_own_hash()


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L3,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S2.25", "S2.31"),
    refs=(
        'OWASP JWT cheat sheet before 2026-08-01 "Token Sidejacking"',
        "v5.0.0-10.3.5 (its modern counterpart)",
        "CWE-294",
        "WSTG-SESS-09",
    ),
)
def test_enforced_at_api(stolen_tokens: StolenTokens) -> None:
    """An access token is refused unless the fingerprint of that very login comes with it.

    Why: a fingerprint that only the refresh looks at leaves a stolen access token good until it expires.
    Judged: calls with ada's access token and no fingerprint cookie, an empty and a random one, that of another login
    of hers and that of another user, her own in other letter cases, and two cookies of which the first is a stranger's;
    then the same at every service of [[apis]] that shares the tokens and at the GraphQL endpoint, and two of these on
    its sockets. In bcp-2026 only where the target has a fingerprint.
    Fix: compare the hash of the cookie with the claim wherever a token is verified, best in one place.
    """
    stolen_tokens.must_be_useless_at_the_api()


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S2.29", "S2.72"),
    refs=('OWASP JWT cheat sheet before 2026-08-01 "Token Sidejacking"', "CWE-345"),
)
def test_survives_refresh(stolen_tokens: StolenTokens) -> None:
    """A token from a refresh is tied to the browser exactly like one from the login.

    Why: a second place that issues tokens is easily forgotten. The sample of the 2022 guide drops the claim at the
    first refresh, and from then on any thief is welcome.
    Judged: after each of three refreshes the new access token says the hash of the cookie that the browser then
    holds, and it and the refresh token are refused without that cookie. In bcp-2026 only where the target has a
    fingerprint.
    Fix: issue every token by one function, for login and refresh alike.
    """
    stolen_tokens.must_stay_useless_after_refreshes()


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.NONE,
    profiles=(GUIDE_2022,),
    needs=(
        Capability.REFRESH,
        Capability.SOURCE_ADDRESS,
    ),
    statements=("S2.30",),
    refs=('OWASP JWT cheat sheet before 2026-08-01 "Token Sidejacking" (avoid addresses)', "WSTG-SESS-09"),
)
def test_no_ip_binding(running_audit: Audit) -> None:
    """A session goes on when nothing but the network address of its user changes.

    Why: addresses change on trains and in mobile networks, and every change would end the session; and an address is
    personal data that a token should not hold.
    Judged: calls and refreshes of one session from each of the two addresses in source.addresses, and one that says to
    be forwarded for another address. Where a session made at that address is refused as well, the address is barred
    for everybody, which says nothing about the session.
    Fix: tie tokens to a random cookie; let a change of address be one signal of several at most.
    """
    address_must_not_matter(running_audit)
