"""Who is asking, by GraphQL: one request over HTTP, or one socket for as long as it is open."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from reference_server.endpoints.authentication import Authentication
from reference_server.services import Services
from reference_server.sessions import Grant
from reference_server.store import Account
from reference_server.tokens import TokenRefused


class Told(GraphQLError):  # noqa: N818 - an answer to the client, and no error of the program
    """An error that the client may see: a code for programs, and no word about the server's insides."""

    def __init__(self, code: str) -> None:
        super().__init__(code.lower().replace("_", " "), extensions={"code": code})


@dataclass(kw_only=True)
class Conversation:
    """What a resolver may know. ``token`` is the access token that was presented, if any."""

    services: Services
    authentication: Authentication
    connection: HTTPConnection
    """The HTTP request, or the socket."""
    token: str | None = None
    connection_params: dict[str, Any] | None = None
    """What the client of a socket said first; strawberry fills it in."""
    known: Account | None = None
    """Whose token it was when the request came; a socket, which outlives many tokens, is asked anew each time."""
    granted: Grant | None = None
    """A session that this request has opened, whose cookie goes with the answer."""

    async def caller(self) -> Account:
        """Whose token it is.

        :raises Told: there is no token, or it is no good any more.
        """
        account = self.known or await run_in_threadpool(self.account)
        if account is None:
            raise Told("UNAUTHENTICATED")
        return account

    def account(self) -> Account | None:
        """The account of the token, unless the token, its session or the account is over."""
        tokens = self.services.tokens
        if self.token is None:
            return None
        try:
            account_id, session_id = tokens.read(self.token), tokens.session_of(self.token)
            is_same_browser = self.services.fingerprints.is_met_at_api(self.connection, tokens.context(self.token))
        except TokenRefused:
            return None
        sessions = self.services.sessions
        if sessions.is_denied(session_id):
            return None
        if self.socket is not None and session_id is not None and not sessions.is_open(session_id):
            return None
        account = self.services.accounts.by_id(account_id)
        return account if is_same_browser and account is not None and account.disabled_at is None else None

    @property
    def request(self) -> Request | None:
        """The HTTP request; ``None`` on a socket."""
        return self.connection if isinstance(self.connection, Request) else None

    @property
    def socket(self) -> WebSocket | None:
        """The socket; ``None`` for an HTTP request."""
        return self.connection if isinstance(self.connection, WebSocket) else None
