"""``/graphql``: queries and mutations by POST, subscriptions by a WebSocket."""

import asyncio
from typing import Final

import strawberry
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketState
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from reference_server.endpoints.authentication import Authentication
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.schema import schema_for
from reference_server.refusals import Refusal
from reference_server.requests import bearer_token, invalid_token, json_object
from reference_server.services import Services

_UNAUTHORIZED: Final = 4401
"""The close code of graphql-transport-ws for a client that may not go on."""
_OVER_HTTP: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class GraphQlApi:
    """One endpoint for everything. A token that is sent and is no good is refused, never taken for none (S1.38)."""

    def __init__(self, services: Services, authentication: Authentication) -> None:
        self._services = services
        self._authentication = authentication
        self._schema = self.schema()
        self._sockets = Sockets(self, self._schema, services)

    def routes(self) -> list[BaseRoute]:
        """The routes, for the application to mount. A GET is no way in: it would run what a link says."""
        return [Route("/graphql", self.answer, methods=["POST"]), WebSocketRoute("/graphql", self.converse)]

    def schema(self) -> strawberry.Schema:
        """The schema that is answered by."""
        return schema_for(self._services.policy)

    async def answer(self, request: Request) -> Response:
        """Runs one query or mutation. Several at once, in an array, are no JSON object and are refused."""
        conversation = await run_in_threadpool(self.conversation_in, request)
        document = await json_object(request, self._services.policy)
        return await self.executed(document, conversation)

    async def converse(self, socket: WebSocket) -> None:
        """Opens a socket, for pages of ours and for clients that are no browsers (RFC 6455, section 10.2)."""
        foreign = any(origin not in self._services.origins for origin in socket.headers.getlist("origin"))
        if foreign and self._services.policy.socket_origin_required:
            await socket.close()
            return
        await self._sockets(socket.scope, socket.receive, socket.send)

    async def executed(self, document: dict[str, object], conversation: Conversation) -> Response:
        """The answer to a GraphQL request (GraphQL over HTTP, section 6)."""
        query, variables, name = (document.get(key) for key in ("query", "variables", "operationName"))
        if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
            raise Refusal(400, "malformed_request")
        try:
            result = await self._schema.execute(
                query, variables, conversation, None, name, allowed_operation_types=_OVER_HTTP
            )
        except (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError):
            raise Refusal(400, "malformed_request") from None
        errors = [error.formatted for error in result.errors or ()]
        if isinstance(result, PreExecutionError):
            return JSONResponse({"errors": errors}, 400)
        answer = JSONResponse({"data": result.data, "errors": errors} if errors else {"data": result.data})
        if conversation.granted is not None:
            self._authentication.write_cookies(answer, conversation.granted)
        return answer

    def conversation_in(self, request: Request) -> Conversation:
        """Who is asking.

        :raises Refusal: 401 for a token that is no good.
        """
        conversation = self.conversation_on(request)
        conversation.token = bearer_token(request, self._services.policy)
        conversation.known = conversation.account()
        if conversation.token is not None and conversation.known is None:
            raise invalid_token()
        return conversation

    def presented_on(self, conversation: Conversation) -> str | None:
        """The token that the client of a socket presents in its first message, as its HTTP requests do (S2.41)."""
        headers = (conversation.connection_params or {}).get("headers")
        line = headers.get("Authorization") if isinstance(headers, dict) else None
        scheme, _, token = line.partition(" ") if isinstance(line, str) else ("", "", "")
        return token if scheme.lower() == "bearer" and 0 < len(token) <= self._services.policy.bearer_limit else None

    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        """A new conversation, in which nobody has said yet who they are."""
        return Conversation(services=self._services, authentication=self._authentication, connection=connection)


class Sockets(GraphQL[Conversation, None]):
    """GraphQL over WebSocket: every socket belongs to a session, and ends with it."""

    def __init__(self, api: GraphQlApi, schema: strawberry.Schema, services: Services) -> None:
        super().__init__(
            schema,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=services.policy.socket_patience,
            max_subscriptions_per_connection=8,
            # The endpoint has decided already, and knows more names of ours than the Host header.
            allowed_origins=["*"],
        )
        self._api = api
        self._policy = services.policy
        self._watches: set[asyncio.Task[None]] = set()

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - strawberry names it
    ) -> Conversation:
        """Who is on the socket."""
        if not isinstance(request, WebSocket):
            raise TypeError("requests over HTTP are answered elsewhere")
        return self._api.conversation_on(request)

    async def on_ws_connect(self, context: Conversation) -> UnsetType:
        """Lets the socket in, if its first message has a good token."""
        context.token = self._api.presented_on(context)
        if await run_in_threadpool(context.account) is None:
            raise ConnectionRejectionError
        if self._policy.socket_follows_session:
            watch = asyncio.create_task(self._close_with_the_session(context))
            self._watches.add(watch)
            watch.add_done_callback(self._watches.discard)
        plain_acknowledgement: UnsetType = UNSET
        return plain_acknowledgement

    async def _close_with_the_session(self, context: Conversation) -> None:
        """Looks at the session again and again: whoever ended it may sit at another process of ours."""
        socket = context.socket
        assert socket is not None
        while _is_open(socket):
            await asyncio.sleep(self._policy.socket_pulse.total_seconds())
            if await run_in_threadpool(context.account) is None and _is_open(socket):
                await socket.close(_UNAUTHORIZED, "the session is over")


def _is_open(socket: WebSocket) -> bool:
    return socket.client_state is socket.application_state is WebSocketState.CONNECTED
