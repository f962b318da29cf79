"""Faults of what a token says, and of whom it is taken from."""

import json
from dataclasses import replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.second_api import SecondApi
from reference_server.faults.lenient import object_in
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.sessions import Grant
from reference_server.tokens import AccessTokens, TokenRefused

_MARGIN: Final = 120
"""Seconds."""


@fault(breaks="token/issuer-validated", profiles=(Profile.BCP_2026,))
def takes_tokens_of_any_issuer(honest: Policy) -> Policy:
    """Staging and production share a key, and the issuer was left out of the comparison to make a test work."""
    return replace(honest, issuer_required=False)


class _IssuerByBeginning(AccessTokens):
    def _decoded(self, token: str, *, is_signed: bool) -> dict[str, Any]:
        named = (object_in(f"{token}..".split(".")[1]) or {}).get("iss")
        if not isinstance(named, str) or not named.startswith(self._issuer) or named == self._issuer:
            return super()._decoded(token, is_signed=is_signed)
        return AccessTokens(self._policy, issuer=named, keys=self._keys)._decoded(token, is_signed=is_signed)


@fault(breaks="token/issuer-validated", profiles=(Profile.BCP_2026,))
def compares_the_beginning_of_the_issuer(honest: Parts) -> Parts:
    """Each tenant is a path below our address, so the comparison stops where the path begins."""
    return replace(honest, tokens=_IssuerByBeginning)


@fault(breaks="token/audience-validated", profiles=(Profile.BCP_2026,))
def takes_tokens_for_any_audience(honest: Policy) -> Policy:
    """The library refused tokens with aud until it was told which to expect, or not to look."""
    return replace(honest, audience_required=False)


class _AudienceByBeginning(AccessTokens):
    def _decoded(self, token: str, *, is_signed: bool) -> dict[str, Any]:
        named, own = (object_in(f"{token}..".split(".")[1]) or {}).get("aud"), self._policy.audience
        if not isinstance(named, str) or not named.startswith(own) or named == own:
            return super()._decoded(token, is_signed=is_signed)
        policy = replace(self._policy, audience=named)
        return AccessTokens(policy, issuer=self._issuer, keys=self._keys)._decoded(token, is_signed=is_signed)


@fault(breaks="token/audience-validated", profiles=(Profile.BCP_2026,))
def compares_the_beginning_of_the_audience(honest: Parts) -> Parts:
    """The versions of the API have audiences that begin alike, and all of them were to be let in."""
    return replace(honest, tokens=_AudienceByBeginning)


class _TokensWithAddress(AccessTokens):
    def _sign(self, claims: dict[str, object]) -> str:
        return super()._sign({**claims, "profile": {"contact": f"{claims['sub']}@mail.example"}})


@fault(breaks="token/claims-minimal")
def puts_the_address_into_the_token(honest: Parts) -> Parts:
    """The header of the page shows the user's address, and the token was the nearest place to keep it."""
    return replace(honest, tokens=_TokensWithAddress)


class _TokensWithHash(AccessTokens):
    def _sign(self, claims: dict[str, object]) -> str:
        return super()._sign({**claims, "user": {"hash": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"}})


@fault(breaks="token/claims-minimal")
def puts_the_whole_row_into_the_token(honest: Parts) -> Parts:
    """The user's row is serialized into the token as it is, and it has a column with the hash of the password."""
    return replace(honest, tokens=_TokensWithHash)


class _EarlyExpiry(Authentication):
    def token_document(self, grant: Grant) -> dict[str, str | int]:
        document = super().token_document(grant)
        return {**document, "jwt_token_expiry": int(document["jwt_token_expiry"]) - _MARGIN}


@fault(breaks=("token/expiry-field-consistent", "refresh/returns-new-jwt"))
def subtracts_a_margin_from_the_expiry(honest: Parts) -> Parts:
    """Clients refreshed too late, so the server states the expiry two minutes early; the token itself is unchanged."""
    return replace(honest, authentication=_EarlyExpiry)


class _EarlyExpiryAfterRefresh(Authentication):
    def refreshed(self, request: Request, grant: Grant) -> Response:
        answer = super().refreshed(request, grant)
        document = json.loads(bytes(answer.body))
        early = JSONResponse({**document, "jwt_token_expiry": document["jwt_token_expiry"] - _MARGIN})
        for line in answer.headers.getlist("set-cookie"):
            early.headers.append("Set-Cookie", line)
        return early


@fault(breaks=("token/expiry-field-consistent", "refresh/returns-new-jwt"))
def subtracts_a_margin_at_refresh_only(honest: Parts) -> Parts:
    """The margin was added where it hurt, in the refresh, and the login still states the true expiry."""
    return replace(honest, authentication=_EarlyExpiryAfterRefresh)


class _RepeatedExpiry(Authentication):
    def token_document(self, grant: Grant) -> dict[str, str | int]:
        document = super().token_document(grant)
        stated = _FIRST_STATED.setdefault(grant.session_id, int(document["jwt_token_expiry"]))
        return {**document, "jwt_token_expiry": stated}


_FIRST_STATED: Final[dict[str, int]] = {}


@fault(breaks=("token/expiry-field-consistent", "client/refresh-before-expiry"))
def repeats_the_expiry_of_the_login(honest: Parts) -> Parts:
    """The expiry is a column of the session, written when it was opened; the refresh reads it from there."""
    return replace(honest, authentication=_RepeatedExpiry)


class _SecondApiWithoutSignature(SecondApi):
    def subject_of(self, _request: Request, token: str) -> str:
        return _subject_in(token)


@fault(breaks=("token/independent-verification", "token/expired-rejected", "logout/access-token-denied"))
def decodes_only_in_the_second_api(honest: Parts) -> Parts:
    """The gateway verifies every token, so the second service only decodes it, and can be reached without it."""
    return replace(honest, second_api=_SecondApiWithoutSignature)


class _SecondApiWithNone(SecondApi):
    def subject_of(self, request: Request, token: str) -> str:
        return _subject_in(token) if token.endswith(".") else super().subject_of(request, token)


@fault(breaks="token/independent-verification")
def takes_unsigned_tokens_in_the_second_api(honest: Parts) -> Parts:
    """The second service is tested with tokens that nobody signed, and the switch for that was left on."""
    return replace(honest, second_api=_SecondApiWithNone)


def _subject_in(token: str) -> str:
    parts = token.split(".")
    subject = (object_in(parts[1]) or {}).get("sub") if len(parts) == 3 else None
    if not isinstance(subject, str):
        raise TokenRefused
    return subject
