"""Faults of how requests travel, and of what their addresses hold."""

from dataclasses import replace
from ssl import TLSVersion
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.policy import PlainHttp, Policy, Profile
from reference_server.requests import invalid_token
from reference_server.tokens import TokenRefused


@fault(breaks="transport/https-only")
def keeps_speaking_tls_1_0(honest: Policy) -> Policy:
    """A till in one branch speaks nothing newer, and there is one setting for all."""
    return replace(honest, minimum_tls=TLSVersion.TLSv1)


@fault(breaks="transport/https-only")
def redirects_from_plain_http(honest: Policy) -> Policy:
    """The load balancer sends everybody who comes without TLS to the right address, the API's clients too."""
    return replace(honest, plain_http=PlainHttp.REDIRECTED)


@fault(breaks="transport/https-only")
def answers_plain_http_too(honest: Policy) -> Policy:
    """Health checks came without TLS, so the load balancer passes everything on, with TLS or without."""
    return replace(honest, plain_http=PlainHttp.SERVED)


class _TokenInTheQuery(AccountApi):
    def presented_token(self, request: Request) -> str | None:
        return super().presented_token(request) or request.query_params.get("access_token")


@fault(breaks="transport/no-token-in-url")
def takes_the_token_from_the_query(honest: Parts) -> Parts:
    """Images and downloads cannot send a header, and the standard has a parameter for that."""
    return replace(honest, account_api=_TokenInTheQuery)


class _TokenInAForm(AccountApi):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/me", self.me_by_form, methods=["POST"])]

    async def me_by_form(self, request: Request) -> Response:
        fields = parse_qs((await request.body()).decode("ascii", "replace"))
        try:
            account_id = self.account_id_of(request, fields.get("access_token", [""])[0])
        except TokenRefused:
            raise invalid_token() from None
        account = self._services.accounts.by_id(account_id)
        return JSONResponse({"username": account.username if account is not None else None})


@fault(breaks="transport/no-token-in-url")
def takes_the_token_from_a_form(honest: Parts) -> Parts:
    """An old client posts a form for everything, the token in a hidden field."""
    return replace(honest, account_api=_TokenInAForm)


class _RefreshTokenInTheQuery(Authentication):
    async def presented_refresh_token(self, request: Request) -> str | None:
        return request.query_params.get("refresh_token") or await super().presented_refresh_token(request)


@fault(breaks="transport/no-token-in-url", profiles=(Profile.GUIDE_2022,))
def takes_the_refresh_token_from_the_query(honest: Parts) -> Parts:
    """The framework offers body and query as one set of parameters, and the refresh reads its token from that."""
    return replace(honest, authentication=_RefreshTokenInTheQuery)


class _SocketsByAddress(GraphQlApi):
    def presented_on(self, conversation: Conversation) -> str | None:
        return super().presented_on(conversation) or conversation.connection.query_params.get("access_token")


@fault(breaks="transport/no-token-in-url", profiles=(Profile.GUIDE_2022, Profile.BCP_2026))
def takes_the_token_from_the_address_of_a_socket(honest: Parts) -> Parts:
    """A browser cannot add a header to a handshake, so the first client put the token into the address."""
    return replace(honest, graphql=_SocketsByAddress)


@fault(breaks="transport/hsts", profiles=(Profile.BCP_2026,))
def promises_tls_for_a_day(honest: Policy) -> Policy:
    """The header was tried out with a day, as one should, and a day it has stayed."""
    return replace(honest, transport_security="max-age=86400; includeSubDomains")
