"""Faults of the fingerprint where tokens are refreshed."""

import json
from dataclasses import replace
from typing import Final

import jwt
from starlette.requests import HTTPConnection, Request

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.fingerprint import WHEREVER_THERE_IS_ONE, with_fingerprint
from reference_server.faults.registry import fault
from reference_server.fingerprints import Fingerprints
from reference_server.policy import Policy, Profile
from reference_server.sessions import Grant

_HERE: Final = (Profile.GUIDE_2022,)


@fault(
    breaks=(
        "fingerprint/required-at-refresh",
        "fingerprint/hash-from-verified-claim",
        "fingerprint/survives-refresh",
    ),
    profiles=WHEREVER_THERE_IS_ONE,
    fingerprint=True,
)
def asks_for_no_fingerprint_at_refresh(honest: Policy) -> Policy:
    """The check went into the middleware that reads access tokens, and a refresh has none."""
    return with_fingerprint(honest, required_at_refresh=False)


class _HashOfTheRequest(Authentication):
    """Believes the hash that a request brings, in its body."""

    async def presented_refresh_token(self, request: Request) -> str | None:
        # Kept by the request, so that the body can be read twice.
        await request.body()
        return await super().presented_refresh_token(request)

    def is_same_browser(self, request: Request, refresh_token: str) -> bool:
        said = json.loads(getattr(request, "_body", b"{}")).get("fingerprintHash")
        if not isinstance(said, str):
            return super().is_same_browser(request, refresh_token)
        return self._services.fingerprints.is_met_at_refresh(request, said)


@fault(breaks="fingerprint/hash-from-verified-claim", profiles=_HERE)
def takes_the_hash_from_the_request(honest: Parts) -> Parts:
    """The client knows the hash from its token and sends it along with the refresh, to spare the server a lookup."""
    return replace(honest, authentication=_HashOfTheRequest)


class _HashOfAnyToken(Authentication):
    """Believes the claims of an access token that nobody has verified."""

    def is_same_browser(self, request: Request, refresh_token: str) -> bool:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError:
            return super().is_same_browser(request, refresh_token)
        design = self._services.policy.fingerprint
        said = claims.get(design.claim) if design is not None else None
        return self._services.fingerprints.is_met_at_refresh(request, said if isinstance(said, str) else None)


@fault(breaks="fingerprint/hash-from-verified-claim", profiles=_HERE)
def takes_the_hash_from_an_unverified_token(honest: Parts) -> Parts:
    """The old access token comes along with the refresh. It may be over, so its claims are read without verifying."""
    return replace(honest, authentication=_HashOfAnyToken)


class _UntiedTokensToo(Fingerprints):
    def is_met_at_api(self, request: HTTPConnection, context: str | None) -> bool:
        return context is None or super().is_met_at_api(request, context)


class _UntiedAtRefresh(Authentication):
    def exchange(self, spent: str) -> Grant:
        return replace(super().exchange(spent), context=None)


@fault(breaks="fingerprint/survives-refresh", profiles=_HERE)
def forgets_the_fingerprint_at_refresh(honest: Parts) -> Parts:
    """Refresh builds its claims by itself and leaves this one out; for old tokens the API asks only where it is."""
    return replace(honest, authentication=_UntiedAtRefresh, fingerprints=_UntiedTokensToo)


@fault(
    breaks=(
        "fingerprint/survives-refresh", "login/refresh-issued-and-usable", "refresh/returns-new-jwt",
        "refresh/chain-usable", "client/refresh-on-expiry", "client/single-flight-refresh", "ssr/spa-continues",
    ),
    profiles=_HERE,
)  # fmt: skip
def issues_tokens_without_a_fingerprint_at_refresh(honest: Parts) -> Parts:
    """Refresh builds its claims by itself and leaves this one out, so that its tokens match no browser at all."""
    return replace(honest, authentication=_UntiedAtRefresh)


class _OnlyKnownTokens(Authentication):
    def is_same_browser(self, request: Request, refresh_token: str) -> bool:
        if self._services.sessions.context_of(refresh_token) is None:
            raise RuntimeError("no row for this token")
        return super().is_same_browser(request, refresh_token)


@fault(breaks=("refresh/missing-or-unknown-rejected", "refresh/malformed-rejected"), profiles=_HERE)
def crashes_without_a_fingerprint_to_compare(honest: Parts) -> Parts:
    """The hash is read from the session of the token before anybody asks whether there is one."""
    return replace(honest, authentication=_OnlyKnownTokens)
