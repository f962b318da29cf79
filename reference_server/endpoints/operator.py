"""What the operator can do to an account, from the outside: lock it, and unlock it again."""

from secrets import compare_digest

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reference_server.refusals import Refusal
from reference_server.requests import text_fields
from reference_server.services import Services


class Operator:
    """``POST /operator/disable`` and ``/operator/enable``, for whoever shows the key that the server was started with.

    Without such a key the paths do not exist.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        if self._services.operator_key is None:
            return []
        return [
            Route("/operator/disable", self.disable, methods=["POST"]),
            Route("/operator/enable", self.enable, methods=["POST"]),
        ]

    async def disable(self, request: Request) -> Response:
        """Locks an account: no login, no refresh, no API call (ASVS 7.4.2)."""
        username = await self._named(request)
        return _answer(is_known=await run_in_threadpool(self._services.accounts.disable, username))

    async def enable(self, request: Request) -> Response:
        """Unlocks an account."""
        username = await self._named(request)
        return _answer(is_known=await run_in_threadpool(self._services.accounts.enable, username))

    async def _named(self, request: Request) -> str:
        shown, key = request.headers.get("x-operator-key", ""), self._services.operator_key or ""
        if not compare_digest(shown.encode(), key.encode()):
            raise Refusal(403, "not_the_operator")
        return (await text_fields(request, self._services.policy, ("username",)))["username"]


def _answer(*, is_known: bool) -> Response:
    if not is_known:
        raise Refusal(404, "no_such_account")
    return Response(status_code=204)
