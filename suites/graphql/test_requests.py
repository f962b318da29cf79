"""Queries and mutations over HTTP."""

from fixtures.graphql.batches import one_request_must_not_try_many_passwords
from fixtures.graphql.bounds import documents_must_be_bounded
from fixtures.graphql.credentials import bad_tokens_must_be_recognisable, hints_must_change_nothing
from fixtures.graphql.endpoint import GraphQl
from fixtures.graphql.writes import writes_must_need_a_json_post
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, SHOULD, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.GRAPHQL,),
    statements=("S1.38", "S2.50"),
    refs=("RFC 6750 §3.1", "v5.0.0-16.5.3", "CWE-287", "WSTG-APIT-99"),
)
def test_invalid_token_not_anonymous(graphql: GraphQl, sessions: Sessions) -> None:
    """A token that is no good is refused in a way that a client understands, and not taken for none.

    Why: a client whose token has expired and who is quietly served as nobody shows an empty page, and never learns
    that a refresh would help; a server that forgives bad tokens forgives forged ones in the same breath.
    Judged: the query of the target file and { __typename }, with a token that is none and with two that are unsigned:
    each is answered with a 4xx, or with errors that all have an extensions.code. Honest queries stand around them.
    Fix: answer 401 as soon as a token is there and does not verify, before anything is resolved.
    """
    bad_tokens_must_be_recognisable(graphql, sessions.standing("ada"))


@rule(
    severity=Severity.CRITICAL,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.GRAPHQL, Capability.TWO_USERS),
    statements=("S1.3", "S2.2"),
    refs=("v5.0.0-4.1.3", "v5.0.0-8.3.1", "CWE-863", "CWE-639", "WSTG-ATHZ-03", "WSTG-APIT-99"),
)
def test_role_headers_ignored(graphql: GraphQl, sessions: Sessions) -> None:
    """Headers and variables that name a user or a role change nobody's identity.

    Why: session variables that a gateway sets for its services are believed from anybody who reaches the services, or
    whose headers the gateway passes on.
    Judged: ada's query, and nobody's, with X-Hasura-User-Id and X-User-ID of bob, with admin roles, with bob in the
    variables and with the admin secrets of published samples: ada stays ada, and nobody nobody. Being refused is fine.
    Fix: take identity and role from the verified token alone, and strip such headers at the edge.
    """
    hints_must_change_nothing(graphql, sessions.standing("ada"), sessions.standing("bob"))


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.GRAPHQL,),
    statements=("S2.59", "S2.75"),
    refs=("v5.0.0-3.5.3", "v5.0.0-14.2.1", "CWE-598", "CWE-352", "WSTG-APIT-99", "WSTG-SESS-05"),
)
def test_writes_not_by_get(graphql: GraphQl, sessions: Sessions) -> None:
    """Login and other writes are mutations, and only a POST of JSON runs them.

    Why: a query that logs in can be sent by a link; its password ends in logs and histories, its token in caches, and
    any page can make a browser send it.
    Judged: the mutation of the target file by GET, by GET as a persisted query, as a form and as plain text carries
    nothing out, while it does by POST. The login, where the target file has one, is not taken as a query where queries
    are answered by GET; it is tried with a wrong password, and no password is put into a URL. Where [login] or
    [refresh] are GraphQL themselves, at whatever endpoint, they are tried by GET as well, as they are and as queries.
    Fix: declare every write as a mutation, and take application/json by POST only.
    """
    writes_must_need_a_json_post(graphql, sessions.standing("ada"))


@rule(
    severity=Severity.LOW,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(Capability.GRAPHQL,),
    refs=("v5.0.0-4.3.1", "v5.0.0-4.3.2", "CWE-770", "WSTG-APIT-99"),
)
def test_introspection_and_cost(graphql: GraphQl, sessions: Sessions) -> None:
    """The schema is not told to the public, and a document cannot ask for any number of things.

    Why: the schema is a map of every weak spot, and one request that asks for the same field a million times costs the
    server what a million requests would.
    Judged: introspection by nobody gives no data. Ada's query for her own identity is repeated 10, 100 and 300 times
    in one document, as long as answers take no longer than 2 s: one of them is refused. Depth is shown, and not judged.
    Fix: switch introspection off in production, and limit tokens, aliases, depth or cost of a document.
    """
    documents_must_be_bounded(graphql, sessions.standing("ada"))


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L2,
    level=SHOULD,
    profiles=(BCP_2026,),
    needs=(Capability.GRAPHQL, Capability.DISPOSABLE_USER, Capability.GUESSING),
    refs=("v5.0.0-6.3.1", "v5.0.0-4.3.1", "OWASP GraphQL cheat sheet", "CWE-307", "WSTG-APIT-99"),
    disruptive=True,
)
def test_alias_batching_throttled(graphql: GraphQl) -> None:
    """One request tries one password, however many it names.

    Why: a throttle that counts requests lets a single one try a thousand passwords, under aliases or in a batch.
    Judged: after an honest login by the mutation, one document with 20 wrong passwords and then the right one under
    aliases, and one array of 21 logins: neither logs in. It is done with users.disposable, where
    policy.throttle_attempts gives leave to guess.
    Fix: allow one login in a document and no batches of them, or let the throttle count passwords.
    """
    one_request_must_not_try_many_passwords(graphql)
