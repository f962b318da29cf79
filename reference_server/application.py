"""Builds the ASGI application from a blueprint."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference_server.blueprint import Blueprint
from reference_server.refusals import Refusal, answer_refusal, answer_routing_failure
from reference_server.response_headers import ResponseHeaders
from reference_server.services import Services
from reference_server.sessions import Accounts
from reference_server.store import OpenSession


def build_application(blueprint: Blueprint, open_session: OpenSession, *, origins: tuple[str, ...]) -> ASGIApp:
    """The application, ready to be served.

    :param origins: the origins that the server is reached at, the first of them being the issuer of the tokens.
    """
    policy, parts = blueprint.policy, blueprint.parts
    accounts = Accounts(open_session)
    services = Services(
        policy=policy,
        origins=frozenset(origins),
        accounts=accounts,
        passwords=parts.passwords(policy, accounts),
        sessions=parts.sessions(policy, open_session),
        tokens=parts.tokens(policy, issuer=origins[0]),
        cookie=parts.cookie(policy),
    )
    application = Starlette(
        routes=[
            Route("/healthz", _health, methods=["GET"]),
            *parts.authentication(services).routes(),
            *parts.account_api(services).routes(),
            *parts.pages(services, blueprint.client).routes(),
        ],
        exception_handlers={Refusal: answer_refusal, HTTPException: answer_routing_failure},
    )
    # A redirect to a path with or without a slash would repeat the Host header that the client sent.
    application.router.redirect_slashes = False
    return ResponseHeaders(application, policy)


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
