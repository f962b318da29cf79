"""A way to have any token signed, for tests of those who verify. It exists only where its secret was given."""

import hmac
import os
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.keys import TokenKeys
from reference_server.policy import Policy
from reference_server.refusals import Refusal
from reference_server.requests import text_fields

VARIABLE: Final = "REFERENCE_MINT_SECRET"
"""The environment variable that holds the secret; without it there is no such endpoint."""


def secret_from_environment() -> str | None:
    """The secret, which is taken out of the environment; ``None`` or empty where there shall be no endpoint."""
    return os.environ.pop(VARIABLE, None)


class Minting:
    """``POST /test/mint``: ``{"header": TEXT, "payload": TEXT}`` becomes ``{"token": ...}``, signed as they are."""

    def __init__(self, policy: Policy, keys: TokenKeys, secret: str) -> None:
        self._policy = policy
        self._keys = keys
        self._secret = secret

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [Route("/test/mint", self.mint, methods=["POST"])]

    async def mint(self, request: Request) -> Response:
        """Signs the two texts for whoever knows the secret."""
        if not hmac.compare_digest(request.headers.get("x-mint-secret", "").encode(), self._secret.encode()):
            raise Refusal(403, "not_for_you")
        fields = await text_fields(request, self._policy, ("header", "payload"))
        return JSONResponse({"token": self._keys.sign(fields["header"].encode(), fields["payload"].encode())})
