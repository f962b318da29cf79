"""The public keys, for whoever verifies our tokens (RFC 7517)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.keys import TokenKeys


class KeySet:
    """``/.well-known/jwks.json``: the public key, or an empty set where the key is a shared secret."""

    def __init__(self, keys: TokenKeys) -> None:
        self._document = keys.document()

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [Route("/.well-known/jwks.json", self.key_set, methods=["GET"])]

    async def key_set(self, _request: Request) -> Response:
        """The keys."""
        return JSONResponse(self._document)
