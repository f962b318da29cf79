"""Faults of the form of a token: how it is written, and what its header and its times may be."""

import json
from dataclasses import replace
from typing import Any

from reference_server.blueprint import Parts
from reference_server.faults.lenient import LenientTokens, is_signed_by, object_in
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.tokens import AccessTokens, TokenRefused


class _PaddedTokens(AccessTokens):
    def _sign(self, claims: dict[str, object]) -> str:
        header, payload, signature = super()._sign(claims).split(".")
        # The signature is of the parts as they were; only it gets the padding, which decoders pass over.
        return f"{header}.{payload}.{signature}{'=' * (-len(signature) % 4)}"


@fault(breaks="token/compact-format")
def pads_its_tokens(honest: Parts) -> Parts:
    """The tokens are put together by hand, with the base64 function that everybody knows, padding and all."""
    return replace(honest, tokens=_PaddedTokens)


class _JsonForms(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        return super()._verified_claims(_compacted(token) if token.startswith("{") else token)


def _compacted(token: str) -> str:
    try:
        document = json.loads(token)
        signed = document["signatures"][0] if "signatures" in document else document
        return ".".join((signed["protected"], document["payload"], signed["signature"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        raise TokenRefused from None


@fault(breaks="token/compact-format")
def takes_the_json_forms_too(honest: Parts) -> Parts:
    """The library reads JSON as well as compact tokens, and nobody has told it not to."""
    return replace(honest, tokens=_JsonForms)


class _TwoParsers(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        if not token.startswith("{"):
            return super()._verified_claims(token)
        super()._verified_claims(_compacted(token))
        parts = token.split(".")
        claims = object_in(parts[1]) if len(parts) > 2 else None
        if claims is None:
            raise TokenRefused
        return claims


@fault(breaks="token/compact-format")
def verifies_one_form_and_reads_another(honest: Parts) -> Parts:
    """The library verifies whatever form a token has; the claims are then cut out of its text between the dots."""
    return replace(honest, tokens=_TwoParsers)


class _UncriticalTokens(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return "crit" in header and is_signed_by(parts, self._keys.verifying, self._policy.algorithm)


@fault(breaks="token/unknown-crit-rejected", profiles=(Profile.BCP_2026,))
def passes_over_critical_extensions(honest: Parts) -> Parts:
    """The old library knows nothing of crit, and takes it for one more header to ignore."""
    return replace(honest, tokens=_UncriticalTokens)


@fault(breaks="token/time-claims-strict", profiles=(Profile.BCP_2026,))
def takes_texts_and_milliseconds_for_times(honest: Policy) -> Policy:
    """The library makes a number of whatever it finds in exp, and nobody looks at how far away that is."""
    return replace(honest, time_claims_strict=False)


@fault(breaks="token/time-claims-strict", profiles=(Profile.BCP_2026,))
def forgets_not_before(honest: Policy) -> Policy:
    """Our own tokens have no nbf, so the option was switched off when clocks were off by a second."""
    return replace(honest, not_before_required=False)
