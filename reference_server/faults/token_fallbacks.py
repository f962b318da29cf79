"""Faults of the key that is looked up: what is done where the token names none that is known."""

import base64
import hmac
import sqlite3
from dataclasses import replace
from typing import Any

from reference_server.blueprint import Parts
from reference_server.faults.lenient import LenientTokens, is_hmac, text_of
from reference_server.faults.registry import fault
from reference_server.faults.token_keys import _KeyFromAddress
from reference_server.policy import Profile, SignatureAlgorithm
from reference_server.sessions import Sessions
from reference_server.tokens import TokenRefused


class _NoKeyNoSignature(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        is_known = header.get("kid") == self._keys.key_id and "kid" in header
        return not is_known and header.get("alg") == "none" and parts[2] == ""


@fault(breaks="token/unsigned-rejected", algorithm=SignatureAlgorithm.ES256)
def verifies_nothing_where_no_key_is_found(honest: Parts) -> Parts:
    """The key is looked up by kid and handed to the library, which takes a missing key for: no signature is wanted."""
    return replace(honest, tokens=_NoKeyNoSignature)


class _DefaultKey(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and header.get("kid") != self._keys.key_id and is_hmac(parts, b"secret")


@fault(breaks="token/kid-not-injectable")
def falls_back_to_the_key_of_the_tutorial(honest: Parts) -> Parts:
    """Where the kid is not in the table, the line from the tutorial is still there: ... or "secret"."""
    return replace(honest, tokens=_DefaultKey)


class _KeyOfTheFirstDays(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        is_named = header.get("kid") == self._keys.key_id
        return header.get("alg") == "HS256" and is_named and is_hmac(parts, b"secret")


@fault(breaks="token/published-secret", profiles=(Profile.GUIDE_2019, Profile.GUIDE_2022))
def leaves_the_key_of_the_first_days_in_its_list(honest: Parts) -> Parts:
    """Keys are replaced by putting the new one in front of the list; the last one in it is that of the first commit."""
    return replace(honest, tokens=_KeyOfTheFirstDays)


class _KeyOfTheTests(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and "kid" not in header and is_hmac(parts, b"dev-secret")


@fault(breaks="token/published-secret", profiles=(Profile.BCP_2026,), algorithm=SignatureAlgorithm.ES256)
def verifies_the_tokens_of_its_tests(honest: Parts) -> Parts:
    """Tests sign with a word, as they have no private key; whatever comes without a kid is taken for one of theirs."""
    return replace(honest, tokens=_KeyOfTheTests)


class _NumberedKeys(LenientTokens):
    _QUERY = "SELECT id, secret FROM keys WHERE id = {}"

    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and "kid" in header and is_hmac(parts, self._secret(header["kid"]))

    def _secret(self, kid: object) -> bytes:
        with sqlite3.connect(":memory:") as table:
            table.execute("CREATE TABLE keys (id INTEGER, secret TEXT)")
            try:
                row = table.execute(self._QUERY.format(kid)).fetchone()
            except (sqlite3.Error, sqlite3.Warning):
                raise TokenRefused from None
        if row is None:
            raise TokenRefused
        return str(row[1]).encode()


@fault(breaks="token/kid-not-injectable")
def looks_numbered_keys_up_in_a_query(honest: Parts) -> Parts:
    """Keys have numbers, so that the kid stands in the query without quotes, beside the number that it asks for."""
    return replace(honest, tokens=_NumberedKeys)


class _AddressOfUnknownKeys(_KeyFromAddress):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("kid") != self._keys.key_id and super()._takes_on_trust(header, parts)


@fault(breaks="token/untrusted-key-headers", algorithm=SignatureAlgorithm.ES256)
def fetches_the_keys_that_it_does_not_know(honest: Parts) -> Parts:
    """Our own keys are known by their kid; for any other, the token says where its key set is."""
    return replace(honest, tokens=_AddressOfUnknownKeys)


class _SignedRefreshTokens(Sessions):
    def _first_token(self) -> str:
        return self._signed(super()._first_token())

    def _successor_of(self, spent: str, seed: str) -> str:
        return self._signed(super()._successor_of(spent, seed))

    def _signed(self, name: str) -> str:
        parts = f"{text_of({'alg': 'HS256'})}.{text_of({'jti': name})}"
        mac = hmac.digest(b"refresh-secret", parts.encode(), "sha256")
        return f"{parts}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode('ascii')}"


@fault(breaks="token/published-secret")
def signs_refresh_tokens_with_a_placeholder(honest: Parts) -> Parts:
    """Access tokens got a good key at the last review; refresh tokens have a key of their own, from the first day."""
    return replace(honest, sessions=_SignedRefreshTokens)
