"""The API of the signed-in user. It knows access tokens only; cookies authenticate nothing here (S1.67)."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.endpoints.authentication import signed_out
from reference_server.refusals import Refusal
from reference_server.requests import bearer_token, invalid_token, text_fields
from reference_server.services import Services
from reference_server.store import Account
from reference_server.tokens import TokenRefused

NOTE_LIMIT = 2000
"""Characters of the longest note."""


class AccountApi:
    """``/me``, the private note at ``/me/note``, and ``/logout_everywhere``."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [
            Route("/me", self.me, methods=["GET"]),
            Route("/me/note", self.read_note, methods=["GET"]),
            Route("/me/note", self.write_note, methods=["PUT"]),
            Route("/logout_everywhere", self.logout_everywhere, methods=["POST"]),
        ]

    async def me(self, request: Request) -> Response:
        """Who the token says is calling."""
        account = await self.caller(request)
        return JSONResponse({"id": account.id, "username": account.username, "name": account.name})

    async def read_note(self, request: Request) -> Response:
        """The caller's private note."""
        account = await self.caller(request)
        return JSONResponse({"note": account.note})

    async def write_note(self, request: Request) -> Response:
        """Replaces the caller's private note: at most 2000 characters."""
        account = await self.caller(request)
        note = (await text_fields(request, self._services.policy, ("note",)))["note"]
        if len(note) > NOTE_LIMIT:
            raise Refusal(413, "note_too_long")
        await run_in_threadpool(self._services.accounts.write_note, account.id, note)
        self._services.feed.publish(account.id, note)
        return JSONResponse({"note": note})

    async def logout_everywhere(self, request: Request) -> Response:
        """Ends every session of the caller, on all devices (S1.85)."""
        account = await self.caller(request)
        await run_in_threadpool(self._services.sessions.close_all, account.id)
        return signed_out(self._services)

    async def caller(self, request: Request) -> Account:
        """The account that the request is for.

        :raises Refusal: 401 where no good token says whose it is.
        """
        token = self.presented_token(request)
        if token is None:
            raise Refusal(401, "authentication_required", headers={"WWW-Authenticate": "Bearer"})
        try:
            return await run_in_threadpool(self._account_of, request, token)
        except TokenRefused:
            raise invalid_token() from None

    def presented_token(self, request: Request) -> str | None:
        """The token of the request: from the ``Authorization`` header and nowhere else."""
        return bearer_token(request, self._services.policy)

    def _account_of(self, request: Request, token: str) -> Account:
        # In one go: each change of threads costs more than what is done between two of them.
        account_id = self.account_id_of(request, token)
        if not self.is_same_browser(request, token):
            raise TokenRefused
        account = self._services.accounts.by_id(account_id)
        if account is None or account.disabled_at is not None:
            raise TokenRefused
        return account

    def account_id_of(self, _request: Request, token: str) -> str:
        """Whose token it is: what its verified subject says, whatever else the request claims.

        :raises TokenRefused: the token is no good, or its session has ended.
        """
        account_id = self._services.tokens.read(token)
        if self._services.sessions.is_denied(self._services.tokens.session_of(token)):
            raise TokenRefused
        return account_id

    def is_same_browser(self, request: Request, token: str) -> bool:
        """Whether the token is used by the browser that it was issued to, as far as the policy ties it to one.

        :raises TokenRefused: the token is no good.
        """
        return self._services.fingerprints.is_met_at_api(request, self._services.tokens.context(token))
