"""Tokens and credentials by the hundred."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.fuzz.costly_tokens import costly_tokens_must_be_refused_early
from fixtures.trials.fuzz.described_api import described_operations_must_be_safe
from fixtures.trials.fuzz.described_graphql import graphql_operations_must_be_safe
from fixtures.trials.fuzz.malformed import malformed_credentials_must_be_refused_safely
from fixtures.trials.fuzz.token_fuzz import no_mutation_may_authenticate


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.TWO_USERS,),
    statements=("S1.5", "S2.3"),
    refs=("v5.0.0-9.1.1", "v5.0.0-16.5.3", "RFC 8725 §3", "CWE-347", "WSTG-SESS-10"),
    disruptive=True,
)
def test_token_never_authenticates(sessions: Sessions) -> None:
    """No change to a token authenticates as anyone.

    Why: parsers disagree about odd input, and every disagreement between the one that verifies and the one that
    reads is a forgery.
    Judged: a hundred plain mutations of an honest token and 100 drawn by a fixed seed: other headers and claims,
    signatures cut, changed and missing, UTF-16, byte order marks, doubled keys, huge numbers, parts added,
    swapped and left out, letters edited. None may give anybody's identity; honest calls stand between. One that
    does is made as small as possible. The same token in other letters is no forgery and is not sent.
    Fix: verify with one strict parser before anything else looks at the token, and read the claims from what
    was verified.
    """
    no_mutation_may_authenticate(sessions.standing("ada"), sessions.standing("bob"))


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    statements=("S1.82", "S2.71"),
    refs=("v5.0.0-16.5.1", "v5.0.0-16.5.3", "CWE-209", "CWE-20", "WSTG-ERRH-01"),
    disruptive=True,
)
def test_malformed_auth_safe(sessions: Sessions) -> None:
    """Malformed credentials are refused promptly and without a word too many.

    Why: a stack trace tells the attacker what runs there, a server error that something gave way, and a
    fallback for odd input is a way in.
    Judged: about forty odd Authorization headers and malformed tokens at the identity endpoint, some of them at
    GraphQL and at the services of [[apis]], and malformed refresh cookies: no server error (a gateway's 502 to 504
    is inconclusive), no identity, no token, no stack trace, SQL, key or token text in the answer, and none slower
    than 5 s twice. A scheme in lower case and doubled spaces may be taken: they are legal. Where the target file
    names an OpenAPI document, Schemathesis makes up bodies and credentials for its operations, by a fixed seed:
    they get the same treatment, and what declares credentials must not take made-up ones. So do queries made up
    from the GraphQL schema, which introspection or graphql.schema_file tells: nobody may be told what was refused
    to nobody until ada had asked, nor ada's name where each user is told their own. Mutations are made up as
    nobody's alone, and none that the schema allows but the one of the target file.
    Fix: treat whatever is not exactly one bearer token as no token, in one place, with one answer.
    """
    malformed_credentials_must_be_refused_safely(sessions.standing("ada"))
    described_operations_must_be_safe(sessions.standing("ada"))
    graphql_operations_must_be_safe(sessions)


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(Capability.LOAD,),
    refs=(
        "v5.0.0-2.4.1",
        "v5.0.0-3.3.5",
        'RFC 8725bis-08 "Limit Hash Iteration Count"',
        'RFC 8725bis-08 "Limit JWE Decompression Size"',
        "CWE-770",
    ),
    disruptive=True,
)
def test_resource_bounded(sessions: Sessions) -> None:
    """A token that is large or costly to read is refused before it costs anything.

    Why: whatever a server does before it has verified a token is work that anybody can order, without an account.
    Judged: tokens of 5 to 512 KiB, 1000 dots, deep and wide headers, a number of thousands of digits, and passwords to
    be hashed 10 thousand, 100 thousand and a million times (PBES2), at the API; long ones in the place of the refresh
    token. Each has a harmless twin of the same size, so that a slow line or machine slows both. A token that takes a
    quarter of a second longer than its twin is sent twice more, and must each time take three times as long as the
    twin to be a failure; so is a server error. About 90 requests, one at a time; the next step of a ladder is left out
    where it would take 3 s. Only a target on this machine is asked, unless limits.costly_tokens gives leave.
    Fix: refuse tokens of more than a few KiB unread, accept one algorithm alone, and never PBES2 or zip.
    """
    costly_tokens_must_be_refused_early(sessions.standing("ada"))
