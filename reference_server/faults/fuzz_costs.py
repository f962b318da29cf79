"""Faults that make a token costly to refuse."""

import hashlib
import re
from dataclasses import replace
from typing import Any

from reference_server.blueprint import Blueprint, Parts
from reference_server.faults.fuzz import _object_in
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.tokens import AccessTokens, TokenRefused

_IN_2026 = (Profile.BCP_2026,)


class _DerivesWhatIsAskedFor(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        header = _object_in(token.split(".")[0]) or {}
        count = header.get("p2c")
        if str(header.get("alg", "")).startswith("PBES2") and isinstance(count, int):
            hashlib.pbkdf2_hmac("sha256", self._issuer.encode(), b"salt", count)
            raise TokenRefused
        return super()._verified_claims(token)


@fault(breaks="fuzz/resource-bounded", profiles=_IN_2026)
def hashes_as_often_as_a_token_says(honest: Parts) -> Parts:
    """The library reads encrypted tokens as well, those with a password too, and the token says how hard that is."""
    return replace(honest, tokens=_DerivesWhatIsAskedFor)


class _SearchesForTheToken(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        if re.search(r"[\w-]+\.[\w-]+\.[\w-]+$", token) is None:
            raise TokenRefused
        return super()._verified_claims(token)


@fault(breaks="fuzz/resource-bounded", profiles=_IN_2026)
def searches_a_token_of_any_size(honest: Blueprint) -> Blueprint:
    """An expression finds the token in the header, trying every letter for its beginning; its size is not looked at."""
    limitless = honest.with_policy(replace(honest.policy, bearer_limit=1_000_000))
    return limitless.with_parts(replace(limitless.parts, tokens=_SearchesForTheToken))
