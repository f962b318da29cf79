"""The GraphQL schema. What is signed in is asked of the conversation, never of an argument."""

from collections.abc import AsyncGenerator, Callable

import strawberry
from starlette.concurrency import run_in_threadpool
from strawberry.extensions import AddValidationRules, DisableIntrospection, MaskErrors, MaxTokensLimiter
from strawberry.extensions.base_extension import SchemaExtension
from strawberry.schema.config import StrawberryConfig

from reference_server.endpoints.account import NOTE_LIMIT
from reference_server.graphql.conversation import Conversation, Told
from reference_server.graphql.frugality import frugality
from reference_server.graphql.quiet import QuietSchema, is_unforeseen
from reference_server.policy import Policy
from reference_server.refusals import Refusal
from reference_server.requests import demand_same_origin, is_storable

Info = strawberry.Info[Conversation, None]


@strawberry.type
class Person:
    """Who is signed in."""

    id: strawberry.ID
    username: str
    name: str


@strawberry.type
class Session:
    """What a login gives; what is ``null`` the client reads elsewhere, as after ``POST /login``."""

    jwt_token: str
    jwt_token_expiry: int | None = None
    refresh_token: str | None = None


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def me(self, info: Info) -> Person:
        """The caller."""
        account = await info.context.caller()
        return Person(id=strawberry.ID(account.id), username=account.username, name=account.name)

    @strawberry.field
    async def note(self, info: Info) -> str:
        """The caller's private note."""
        return (await info.context.caller()).note


@strawberry.type
class Mutation:
    """What can be done."""

    @strawberry.mutation
    async def write_note(self, info: Info, note: str) -> str:
        """Replaces the caller's private note."""
        account = await info.context.caller()
        if len(note) > NOTE_LIMIT or not is_storable(note):
            raise Told("BAD_NOTE")
        await run_in_threadpool(info.context.services.accounts.write_note, account.id, note)
        info.context.services.feed.publish(account.id, note)
        return note

    @strawberry.mutation
    async def login(self, info: Info, username: str, password: str) -> Session | None:
        """Trades a user name and a password for an access token and a refresh token."""
        return await logged_in(info.context, username, password)


@strawberry.type
class Subscription:
    """What can be watched."""

    @strawberry.subscription
    async def note_changed(self, info: Info) -> AsyncGenerator[str, None]:
        """Each new note of the caller, for as long as the caller's session lives."""
        account = await info.context.caller()
        async for note in info.context.services.feed.notes_of(account.id):
            if info.context.services.policy.socket_follows_session:
                await info.context.caller()
            yield note


async def logged_in(context: Conversation, username: str, password: str) -> Session:
    """A new session for whoever knows the password.

    :raises Told: wrong credentials, or a request that did not come over HTTP from our own pages.
    """
    services, request = context.services, context.request
    if request is None or not is_storable(username + password):
        raise Told("FORBIDDEN")
    try:
        demand_same_origin(request, services.policy, services.origins)
    except Refusal:
        raise Told("FORBIDDEN") from None
    if services.throttle.seconds_to_wait(username):
        raise Told("TOO_MANY_ATTEMPTS")
    account = await run_in_threadpool(services.passwords.account_for, username, password)
    if account is None:
        services.throttle.failed(username)
        raise Told("INVALID_CREDENTIALS")
    services.throttle.succeeded(username)
    grant = context.granted = await run_in_threadpool(context.authentication.open_session, request, account)
    document = context.authentication.token_document(grant)
    expiry, refresh_token = document.get("jwt_token_expiry"), document.get("refresh_token")
    return Session(
        jwt_token=str(document["jwt_token"]),
        jwt_token_expiry=None if expiry is None else int(expiry),
        refresh_token=None if refresh_token is None else str(refresh_token),
    )


def schema_for(policy: Policy, query: type[object] = Query) -> strawberry.Schema:
    """The schema under this policy.

    :param query: the type whose fields can be asked for.
    """
    limits = policy.graphql_limits
    extensions: list[type[SchemaExtension] | Callable[[], SchemaExtension]] = [
        lambda: MaxTokensLimiter(max_token_count=limits.tokens),
        lambda: AddValidationRules([frugality(limits)]),
        lambda: MaskErrors(should_mask_error=is_unforeseen),
    ]
    if not policy.graphql_introspection:
        extensions.append(DisableIntrospection)
    return QuietSchema(
        query,
        Mutation,
        Subscription,
        extensions=extensions,
        config=StrawberryConfig(disable_field_suggestions=True),
    )
