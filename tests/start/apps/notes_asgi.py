"""The same application for uvicorn."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.start.apps.notes_wsgi import answer


async def _any(request: Request) -> JSONResponse:
    status, document = answer(request.url.path, request.headers.get("authorization", ""), await request.body())
    return JSONResponse(document, status)


application = Starlette(routes=[Route("/{path:path}", _any, methods=["GET", "POST"])])
