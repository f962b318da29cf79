"""A second service, on a port of its own: it takes the same access tokens, and verifies them by itself (S1.16)."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.fingerprints import Fingerprints
from reference_server.policy import Policy
from reference_server.refusals import Refusal
from reference_server.requests import bearer_token, invalid_token
from reference_server.tokens import AccessTokens, TokenRefused


class SecondApi:
    """``/whoami``. It knows what verifies a token, and the deny-list: no account, and no secret."""

    def __init__(
        self,
        policy: Policy,
        tokens: AccessTokens,
        fingerprints: Fingerprints,
        *,
        is_denied: Callable[[str | None], bool],
    ) -> None:
        self._policy = policy
        self._tokens = tokens
        self._fingerprints = fingerprints
        self._is_denied = is_denied

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [Route("/whoami", self.whoami, methods=["GET"])]

    async def whoami(self, request: Request) -> Response:
        """The subject of the token."""
        token = bearer_token(request, self._policy)
        if token is None:
            raise Refusal(401, "authentication_required", headers={"WWW-Authenticate": "Bearer"})
        try:
            subject = await run_in_threadpool(self.subject_of, request, token)
        except TokenRefused:
            raise invalid_token() from None
        return JSONResponse({"subject": subject})

    def subject_of(self, request: Request, token: str) -> str:
        """Whose token it is.

        :raises TokenRefused: the token is no good, its session is over, or it came from another browser than it was
            issued to.
        """
        subject = self._tokens.read(token)
        if self._is_denied(self._tokens.session_of(token)):
            raise TokenRefused
        if not self._fingerprints.is_met_at_api(request, self._tokens.context(token)):
            raise TokenRefused
        return subject
