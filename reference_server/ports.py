"""Several services in one process, told apart by the port that they are reached at."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class ByPort:
    """Passes a request to the service of its port, by the socket that it came in at and never by its Host header."""

    def __init__(self, first: ASGIApp, others: Mapping[int, ASGIApp]) -> None:
        self._first = first
        self._others = dict(others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        _host, port = scope.get("server") or ("", 0)
        await self._others.get(port, self._first)(scope, receive, send)
