"""Faults of GraphQL: of requests, of sockets and of what stands behind the gateway."""

from dataclasses import replace
from urllib.parse import parse_qsl

import strawberry
from sqlalchemy import select
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.graphql.schema import Info, Query, Session, logged_in, schema_for
from reference_server.policy import GraphQlLimits, Policy, Profile
from reference_server.refusals import Refusal
from reference_server.services import Services
from reference_server.sessions import digest
from reference_server.store import Account, Family, RefreshToken
from reference_server.throttle import Throttle
from reference_server.tokens import TokenRefused

_PROFILES = (Profile.BCP_2026, Profile.GUIDE_2022)


class _ForgivesBadTokens(GraphQlApi):
    def conversation_in(self, request: Request) -> Conversation:
        try:
            return super().conversation_in(request)
        except Refusal:
            return self.conversation_on(request)


@fault(breaks="graphql/invalid-token-not-anonymous")
def takes_a_bad_token_for_none(honest: Parts) -> Parts:
    """The middleware sets the user if the token verifies; otherwise there is no user, as for any visitor."""
    return replace(honest, graphql=_ForgivesBadTokens)


class _BelievesTheGateway(Conversation):
    def account(self) -> Account | None:
        named = self.connection.headers.get("x-hasura-user-id")
        return super().account() if named is None else self.services.accounts.by_id(named)


class _WithGatewayHeaders(GraphQlApi):
    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        return _BelievesTheGateway(services=self._services, authentication=self._authentication, connection=connection)


@fault(breaks="graphql/role-headers-ignored")
def takes_the_user_from_the_header_of_the_gateway(honest: Parts) -> Parts:
    """The gateway puts the user's id into a header, and it strips that header from requests of others, mostly."""
    return replace(honest, graphql=_WithGatewayHeaders)


class _NeverAsksForTheDenyList(Conversation):
    def account(self) -> Account | None:
        if self.socket is not None or self.token is None:
            return super().account()
        try:
            return self.services.accounts.by_id(self.services.tokens.read(self.token))
        except TokenRefused:
            return None


class _WithoutDenyList(GraphQlApi):
    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        return _NeverAsksForTheDenyList(
            services=self._services, authentication=self._authentication, connection=connection
        )


@fault(breaks="logout/access-token-denied")
def keeps_the_deny_list_from_graphql(honest: Parts) -> Parts:
    """The deny-list is in the middleware of the REST routes, and GraphQL has a context function of its own."""
    return replace(honest, graphql=_WithoutDenyList)


class _AnswersLinks(GraphQlApi):
    def routes(self) -> list[BaseRoute]:
        return [Route("/graphql", self.answer_link, methods=["GET"]), *super().routes()]

    async def answer_link(self, request: Request) -> Response:
        return await self.executed({"query": request.query_params.get("query")}, self.conversation_in(request))


@fault(breaks="graphql/writes-not-by-get", profiles=_PROFILES)
def runs_what_a_link_says(honest: Parts) -> Parts:
    """Queries by GET are handy for caches and for a look with the browser; mutations came along with them."""
    return replace(honest, graphql=_AnswersLinks)


class _TakesForms(GraphQlApi):
    async def answer(self, request: Request) -> Response:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = dict(parse_qsl((await request.body()).decode("ascii", "replace")))
            return await self.executed({"query": form.get("query")}, self.conversation_in(request))
        return await super().answer(request)


@fault(breaks="graphql/writes-not-by-get", profiles=_PROFILES)
def takes_documents_from_forms(honest: Parts) -> Parts:
    """The parser of the framework reads JSON and forms alike, and nobody told it that forms come from anywhere."""
    return replace(honest, graphql=_TakesForms)


@strawberry.type
class _QueryThatLogsIn(Query):
    @strawberry.field
    async def login(self, info: Info, username: str, password: str) -> Session:
        """The login that the page uses."""
        return await logged_in(info.context, username, password)


class _LoginIsAQuery(_AnswersLinks):
    def schema(self) -> strawberry.Schema:
        return schema_for(self._services.policy, _QueryThatLogsIn)

    async def answer_link(self, request: Request) -> Response:
        if "mutation" in request.query_params.get("query", ""):
            raise Refusal(405, "method_not_allowed")
        return await super().answer_link(request)


@fault(breaks="graphql/writes-not-by-get", profiles=_PROFILES)
def declares_the_login_as_a_query(honest: Parts) -> Parts:
    """Login reads a token and changes nothing that the schema knows, so it is a query; those go by GET as well."""
    return replace(honest, graphql=_LoginIsAQuery)


class _LooksAtCookies(GraphQlApi):
    def presented_on(self, conversation: Conversation) -> str | None:
        return super().presented_on(conversation) or self._token_for_cookie(conversation.connection)

    def _token_for_cookie(self, connection: HTTPConnection) -> str | None:
        spent = connection.cookies.get(self._services.policy.cookie_name, "")
        with self._services.sessions._open_session() as work:
            of_cookie = select(Family).join(RefreshToken).where(RefreshToken.digest == digest(spent))
            family = work.scalars(of_cookie.where(Family.revoked_at.is_(None))).one_or_none()
            return None if family is None else self._services.tokens.issue(family.account_id, session_id=family.id).jwt


@fault(breaks="graphql/ws-auth-required", profiles=(Profile.BCP_2026,))
def knows_the_socket_by_its_cookies(honest: Parts) -> Parts:
    """The cookies come with the handshake anyway, so a client that says nothing is whoever they say."""
    return replace(honest, graphql=_LooksAtCookies)


class _RemembersOneToken(GraphQlApi):
    _token: str | None = None

    def presented_on(self, conversation: Conversation) -> str | None:
        if "headers" in (conversation.connection_params or {}):
            self._token = super().presented_on(conversation)
            return self._token
        return self._token


@fault(breaks="graphql/ws-auth-required", profiles=_PROFILES)
def keeps_the_token_of_the_last_socket(honest: Parts) -> Parts:
    """The connection handler is one object, and the token of the latest connection_init is a field of it."""
    return replace(honest, graphql=_RemembersOneToken)


@fault(breaks="graphql/ws-origin-checked", profiles=_PROFILES)
def opens_sockets_for_every_page(honest: Policy) -> Policy:
    """CORS is set up with care, and everybody took it that sockets ask it too."""
    return replace(honest, socket_origin_required=False)


@fault(breaks="graphql/ws-closes-with-session", profiles=_PROFILES)
def looks_at_the_token_only_when_the_socket_opens(honest: Policy) -> Policy:
    """connection_init verifies the token, and the socket is trusted from then on for as long as it is open."""
    return replace(honest, socket_follows_session=False)


@fault(breaks="graphql/introspection-and-cost", profiles=(Profile.BCP_2026,))
def tells_everybody_its_schema(honest: Policy) -> Policy:
    """Introspection is on by default, and the front-end developers like it."""
    return replace(honest, graphql_introspection=True)


@fault(breaks="graphql/introspection-and-cost", profiles=(Profile.BCP_2026,))
def answers_documents_of_any_size(honest: Policy) -> Policy:
    """The limit of the request body was thought to be a limit of what a request can ask for."""
    return replace(honest, graphql_limits=GraphQlLimits(tokens=20_000, fields=5_000))


@fault(breaks="graphql/handlers-not-bypassable", profiles=_PROFILES)
def believes_whoever_finds_the_handler(honest: Policy) -> Policy:
    """The address of the handler is known to the gateway only, and the secret header was left for later."""
    return replace(honest, gateway_key_required=False)


class _TakesManyLogins(GraphQlApi):
    def __init__(self, services: Services, authentication: Authentication) -> None:
        lavish = replace(services.policy, graphql_limits=GraphQlLimits(tokens=2_000, fields=100, logins=100))
        super().__init__(replace(services, policy=lavish, throttle=_Patient(lavish)), authentication)


class _Patient(Throttle):
    def seconds_to_wait(self, _username: str) -> int:
        return 0


@fault(breaks="graphql/alias-batching-throttled", profiles=(Profile.BCP_2026,))
def counts_requests_and_not_passwords(honest: Parts) -> Parts:
    """The proxy in front counts requests to /graphql, so that the mutation counts nothing, and takes any number."""
    return replace(honest, graphql=_TakesManyLogins)
