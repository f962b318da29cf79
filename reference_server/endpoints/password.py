"""A new password, chosen by its owner: whoever still holds a session from before is out."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reference_server.endpoints.account import AccountApi
from reference_server.refusals import Refusal
from reference_server.requests import text_fields
from reference_server.services import Services
from reference_server.store import Account


class PasswordChange:
    """``PUT /me/password``."""

    def __init__(self, services: Services, account_api: AccountApi) -> None:
        self._services = services
        self._account_api = account_api

    def routes(self) -> list[Route]:
        """The route, for the application to mount."""
        return [Route("/me/password", self.change, methods=["PUT"])]

    async def change(self, request: Request) -> Response:
        """Trades the current password for a new one (ASVS 6.2.3), and ends the other sessions (ASVS 7.4.3)."""
        account = await self._account_api.caller(request)
        names = ("current_password", "new_password")
        fields = await text_fields(request, self._services.policy, names)
        if len(fields["new_password"]) < self._services.policy.password_length:
            raise Refusal(400, "password_too_short")
        # The name waits here as it does at the login: a stolen access token must not be a way to guess the password.
        if self._services.throttle.seconds_to_wait(account.username):
            raise Refusal(429, "too_many_attempts")
        proven = await run_in_threadpool(
            self._services.passwords.account_for, account.username, fields["current_password"]
        )
        if proven is None:
            self._services.throttle.failed(account.username)
            raise Refusal(403, "wrong_password")
        token = self._account_api.presented_token(request)
        session_id = self._services.tokens.session_of(token) if token is not None else None
        await run_in_threadpool(self._replace, account, fields["new_password"], session_id)
        return Response(status_code=204)

    def _replace(self, account: Account, password: str, session_id: str | None) -> None:
        self._services.passwords.change(account, password)
        if self._services.policy.password_change_ends_other_sessions:
            self._services.sessions.close_others(account.id, but=session_id)
