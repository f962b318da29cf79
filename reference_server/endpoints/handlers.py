"""Action handlers: what a GraphQL gateway in front calls in its users' names, and nobody else may call (S2.94)."""

import secrets
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.endpoints.account import NOTE_LIMIT
from reference_server.refusals import Refusal
from reference_server.requests import is_storable, json_object
from reference_server.services import Services

KEY_HEADER: Final = "X-Gateway-Key"
USER_VARIABLE: Final = "x-hasura-user-id"
"""The session variable in which the gateway says whose request it passes on."""


class Handlers:
    """``POST /actions/write_note``, in the shape of a Hasura action."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._key = services.policy.gateway_key or secrets.token_urlsafe(32)

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [Route("/actions/write_note", self.write_note, methods=["POST"])]

    async def write_note(self, request: Request) -> Response:
        """Replaces the note of the user whom the gateway names."""
        self.demand_gateway(request)
        document = await json_object(request, self._services.policy)
        given, session = document.get("input"), document.get("session_variables")
        note = given.get("note") if isinstance(given, dict) else None
        user = session.get(USER_VARIABLE) if isinstance(session, dict) else None
        if not isinstance(note, str) or not isinstance(user, str) or len(note) > NOTE_LIMIT or not is_storable(note):
            raise Refusal(400, "malformed_request")
        account = await run_in_threadpool(self._services.accounts.by_id, user) if is_storable(user) else None
        if account is None:
            raise Refusal(400, "malformed_request")
        await run_in_threadpool(self._services.accounts.write_note, account.id, note)
        self._services.feed.publish(account.id, note)
        return JSONResponse({"note": note})

    def demand_gateway(self, request: Request) -> None:
        """Refuses whoever does not know the gateway's key, before anything else is looked at.

        :raises Refusal: 401.
        """
        presented = request.headers.get(KEY_HEADER, "").encode("utf-8", "replace")
        if self._services.policy.gateway_key_required and not secrets.compare_digest(presented, self._key.encode()):
            raise Refusal(401, "gateway_only")
