"""Builds the ASGI application from a blueprint."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from reference_server.accounts import Accounts
from reference_server.blueprint import Blueprint
from reference_server.cookies import PageCookie
from reference_server.endpoints.key_set import KeySet
from reference_server.endpoints.minting import Minting
from reference_server.endpoints.operator import Operator
from reference_server.endpoints.password import PasswordChange
from reference_server.feed import NoteFeed
from reference_server.keys import keys_for
from reference_server.openapi.document import Description
from reference_server.policy import CrossOriginAccess
from reference_server.ports import ByPort
from reference_server.refusals import Refusal, answer_refusal, answer_routing_failure
from reference_server.response_headers import ResponseHeaders
from reference_server.services import Services
from reference_server.store import OpenSession
from reference_server.throttle import Throttle


def build_application(
    blueprint: Blueprint,
    open_session: OpenSession,
    *,
    origins: tuple[str, ...],
    second_port: int | None = None,
    mint_secret: str | None = None,
    operator_key: str | None = None,
) -> ASGIApp:
    """The application, ready to be served.

    :param origins: the origins that the server is reached at, the first of them being the issuer of the tokens.
    :param second_port: the port at which the second API answers, instead of the first; where the policy gives the pages
        an origin of their own, they are there too.
    :param mint_secret: what opens the endpoint that signs anything; without one there is none.
    :param operator_key: opens ``/operator`` to whoever shows it.
    """
    policy, parts = blueprint.policy, blueprint.parts
    page_origin = f"https://localhost:{second_port}" if policy.split_origin and second_port is not None else None
    accounts, keys = Accounts(open_session), keys_for(policy)
    services = Services(
        policy=policy,
        origins=frozenset(origins if page_origin is None else (page_origin,)),
        accounts=accounts,
        passwords=parts.passwords(policy, accounts),
        throttle=Throttle(policy),
        sessions=parts.sessions(policy, open_session),
        tokens=parts.tokens(policy, issuer=origins[0], keys=keys),
        cookie=parts.cookie(policy),
        page_cookie=PageCookie(policy),
        fingerprints=parts.fingerprints(policy),
        feed=NoteFeed(),
        api_origin=None if page_origin is None else origins[0],
        operator_key=operator_key,
    )
    pages = parts.pages(services, blueprint.client).routes()
    authentication, account_api = parts.authentication(services), parts.account_api(services)
    application = _of_routes(
        [
            Route("/healthz", _health, methods=["GET"]),
            *authentication.routes(),
            *account_api.routes(),
            *PasswordChange(services, account_api).routes(),
            *Operator(services).routes(),
            *(pages if page_origin is None else ()),
            *KeySet(keys).routes(),
            *parts.graphql(services, authentication).routes(),
            *parts.handlers(services).routes(),
            *Description(services).routes(),
            *(Minting(policy, keys, mint_secret).routes() if mint_secret else ()),
        ]
    )
    access = policy.cross_origin if page_origin is None else _with_origin(policy.cross_origin, page_origin)
    first: ASGIApp = ResponseHeaders(application, policy)
    if access.is_given:
        first = parts.other_origins(first, access)
    if second_port is None:
        return first
    reader = parts.tokens(policy, issuer=origins[0], keys=keys.for_verifying)
    second_api = parts.second_api(policy, reader, parts.fingerprints(policy), is_denied=services.sessions.is_denied)
    if page_origin is None:
        return ByPort(first, {second_port: ResponseHeaders(_of_routes(second_api.routes()), policy)})
    # NOTE: the pages share their port with the second API, which no page asks: two ports are all there are.
    of_pages = replace(policy, content_security=policy.content_security.reaching(origins[0]))
    return ByPort(first, {second_port: ResponseHeaders(_of_routes([*second_api.routes(), *pages]), of_pages)})


def _of_routes(routes: Sequence[BaseRoute]) -> Starlette:
    application = Starlette(
        routes=routes, exception_handlers={Refusal: answer_refusal, HTTPException: answer_routing_failure}
    )
    # A redirect to a path with or without a slash would repeat the Host header that the client sent.
    application.router.redirect_slashes = False
    return application


def _with_origin(access: CrossOriginAccess, origin: str) -> CrossOriginAccess:
    return replace(access, origins=(*access.origins, origin))


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
