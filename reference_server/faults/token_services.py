"""Faults of the second service: what the first one looks at and the second does not."""

from dataclasses import replace

import jwt
from starlette.requests import Request

from reference_server.blueprint import Parts
from reference_server.endpoints.second_api import SecondApi
from reference_server.faults.lenient import is_hmac, is_signed_by, object_in
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.tokens import AccessTokens, TokenRefused


class _TakesMore(SecondApi):
    def subject_of(self, request: Request, token: str) -> str:
        try:
            return super().subject_of(request, token)
        except TokenRefused:
            parts = token.split(".")
            claims = object_in(parts[1]) if len(parts) == 3 else None
            subject = (claims or {}).get("sub")
            if not isinstance(subject, str) or not self._takes(object_in(parts[0]) or {}, parts):
                raise
            return subject

    def _takes(self, header: dict[str, object], parts: list[str]) -> bool:
        # Each fault below says which tokens; this class alone is none.
        raise NotImplementedError


class _TakesTheKeyInTheHeader(_TakesMore):
    def _takes(self, header: dict[str, object], parts: list[str]) -> bool:
        document = header.get("jwk")
        try:
            key = jwt.PyJWK.from_dict(document, str(header.get("alg"))).key if isinstance(document, dict) else None
        except (jwt.PyJWTError, LookupError, TypeError, ValueError):
            return False
        return key is not None and is_signed_by(parts, key, header.get("alg"))


@fault(breaks="token/independent-verification")
def trusts_the_key_in_the_header_in_the_second_api(honest: Parts) -> Parts:
    """The second service is older than the key set, and finds its keys where its library looks: in the token."""
    return replace(honest, second_api=_TakesTheKeyInTheHeader)


class _TakesAnEmptyKey(_TakesMore):
    def _takes(self, header: dict[str, object], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and "kid" in header and is_hmac(parts, b"")


@fault(breaks="token/independent-verification")
def falls_back_to_an_empty_key_in_the_second_api(honest: Parts) -> Parts:
    """The second service has a table of keys of its own, with a default for those that are not in it."""
    return replace(honest, second_api=_TakesAnEmptyKey)


def _relaxed(tokens: AccessTokens, policy: Policy) -> AccessTokens:
    return type(tokens)(policy, issuer=tokens._issuer, keys=tokens._keys)


class _ForAnyAudience(SecondApi):
    def subject_of(self, request: Request, token: str) -> str:
        lenient = _relaxed(self._tokens, replace(self._policy, audience_required=False))
        return (
            lenient.read(token)
            if not self._is_denied(lenient.session_of(token))
            else super().subject_of(request, token)
        )


@fault(breaks="token/audience-validated", profiles=(Profile.BCP_2026,))
def takes_tokens_for_any_audience_in_the_second_api(honest: Parts) -> Parts:
    """The second service is asked by other services too, whose tokens have other audiences; so it looks at none."""
    return replace(honest, second_api=_ForAnyAudience)


class _OfAnyIssuer(SecondApi):
    def subject_of(self, request: Request, token: str) -> str:
        lenient = _relaxed(self._tokens, replace(self._policy, issuer_required=False))
        return (
            lenient.read(token)
            if not self._is_denied(lenient.session_of(token))
            else super().subject_of(request, token)
        )


@fault(breaks="token/issuer-validated", profiles=(Profile.BCP_2026,))
def takes_tokens_of_any_issuer_in_the_second_api(honest: Parts) -> Parts:
    """The second service knows the key and not the address of the first, which differs from stage to stage."""
    return replace(honest, second_api=_OfAnyIssuer)
