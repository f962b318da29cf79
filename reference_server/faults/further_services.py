"""Faults of what stands beside the main API: a second service, and GraphQL with a middleware of its own."""

import traceback
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.second_api import SecondApi
from reference_server.faults.registry import fault
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.policy import Profile
from reference_server.refusals import Refusal
from reference_server.requests import bearer_token, invalid_token
from reference_server.tokens import TokenRefused


class _WithoutChallenge(SecondApi):
    async def whoami(self, request: Request) -> Response:
        try:
            return await super().whoami(request)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code) from None


@fault(breaks="headers/challenge-on-401", profiles=(Profile.GUIDE_2019, Profile.BCP_2026))
def leaves_the_challenge_out_at_the_second_service(honest: Parts) -> Parts:
    """The second service answers 401 with a body of its own; the header was thought to be for browsers that ask."""
    return replace(honest, second_api=_WithoutChallenge)


class _TellsWhy(SecondApi):
    async def whoami(self, request: Request) -> Response:
        token = bearer_token(request, self._policy)
        try:
            return JSONResponse({"subject": self.subject_of(request, token or "")})
        except TokenRefused:
            if token is None:
                raise Refusal(401, "authentication_required", headers={"WWW-Authenticate": "Bearer"}) from None
            answer = invalid_token().as_response()
            told = JSONResponse({"error": "invalid_token", "trace": traceback.format_exc()}, answer.status_code)
            told.headers["WWW-Authenticate"] = answer.headers["WWW-Authenticate"]
            return told


@fault(breaks="fuzz/malformed-auth-safe")
def tells_why_at_the_second_service(honest: Parts) -> Parts:
    """The second service is debugged by whoever calls it, and its refusals say where in the code they come from."""
    return replace(honest, second_api=_TellsWhy)


class _TakesLinks(SecondApi):
    async def whoami(self, request: Request) -> Response:
        token = request.query_params.get("access_token")
        if token is None or "authorization" in request.headers:
            return await super().whoami(request)
        try:
            return JSONResponse({"subject": self.subject_of(request, token)})
        except TokenRefused:
            raise invalid_token() from None


@fault(breaks="transport/no-token-in-url")
def takes_the_token_from_a_link_at_the_second_service(honest: Parts) -> Parts:
    """The second service serves downloads, links cannot have headers, and so the token may be in the query."""
    return replace(honest, second_api=_TakesLinks)


class _Kept(SecondApi):
    async def whoami(self, request: Request) -> Response:
        answer = await super().whoami(request)
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


@fault(breaks="headers/auth-responses-no-store")
def lets_browsers_keep_what_the_second_service_says(honest: Parts) -> Parts:
    """Who somebody is changes seldom, so the browser need not ask the second service more than once a minute."""
    return replace(honest, second_api=_Kept)


class _EchoesOrigins(GraphQlApi):
    async def answer(self, request: Request) -> Response:
        answer = await super().answer(request)
        if (origin := request.headers.get("origin")) is not None:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Allow-Credentials"] = "true"
        return answer


@fault(breaks="cors/no-untrusted-origin")
def lets_every_origin_query(honest: Parts) -> Parts:
    """The GraphQL server came with a setting for other origins, which lets all of them in unless it is changed."""
    return replace(honest, graphql=_EchoesOrigins)
