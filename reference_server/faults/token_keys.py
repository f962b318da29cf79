"""Faults of the key: a token has a say in which one verifies it."""

import base64
import binascii
import json
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.request import ProxyHandler, build_opener

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwcrypto.common import JWException
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK

from reference_server.blueprint import Parts
from reference_server.faults.lenient import LenientTokens, bytes_in, is_hmac, is_signed_by, object_in
from reference_server.faults.registry import fault
from reference_server.policy import Profile, SignatureAlgorithm
from reference_server.tokens import AccessTokens, TokenRefused

_KEY_LIMIT: Final = 4096


class _PublicKeyAsSecret(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and is_hmac(parts, self._secret())

    def _secret(self) -> bytes:
        pem: bytes = self._keys.verifying.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return pem


@fault(breaks="token/key-confusion", algorithm=SignatureAlgorithm.ES256)
def verifies_hmac_with_the_public_key(honest: Parts) -> Parts:
    """One function verifies with "the key", whatever the header's alg is, and the key was read from a PEM file."""
    return replace(honest, tokens=_PublicKeyAsSecret)


class _PublishedKeyAsSecret(_PublicKeyAsSecret):
    def _secret(self) -> bytes:
        return json.dumps(self._keys.public_jwk, separators=(",", ":")).encode()


@fault(breaks="token/key-confusion", algorithm=SignatureAlgorithm.RS256)
def verifies_hmac_with_the_published_key(honest: Parts) -> Parts:
    """Keys come as JSON from the key set, and the algorithm from the token; an HMAC just takes the text for its key."""
    return replace(honest, tokens=_PublishedKeyAsSecret)


class _KeyFromHeader(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        try:
            key = jwt.PyJWK.from_dict(header["jwk"], header["alg"]).key
        except (jwt.PyJWTError, LookupError, TypeError, ValueError, AttributeError):
            return False
        return is_signed_by(parts, key, header["alg"])


@fault(breaks="token/untrusted-key-headers")
def trusts_the_key_in_the_header(honest: Parts) -> Parts:
    """The library verifies with the jwk of the header if there is one, which made rotating keys so easy."""
    return replace(honest, tokens=_KeyFromHeader)


class _CertificateFromHeader(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        try:
            key = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0])).public_key()
        except (LookupError, TypeError, ValueError):
            return False
        return is_signed_by(parts, key, header.get("alg"))


@fault(breaks="token/untrusted-key-headers")
def trusts_the_certificate_in_the_header(honest: Parts) -> Parts:
    """The chain in x5c is taken for the signer's; that it must end at our own authority was to be checked later."""
    return replace(honest, tokens=_CertificateFromHeader)


def _fetched(address: object) -> bytes:
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return b""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=2) as answer:
            content: bytes = answer.read(_KEY_LIMIT)
            return content
    except (OSError, ValueError):
        return b""


class _KeyFromAddress(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        try:
            document = json.loads(_fetched(header.get("jku")) or b"{}")
            key = jwt.PyJWK.from_dict(document["keys"][0], header["alg"]).key
        except (jwt.PyJWTError, LookupError, TypeError, ValueError):
            return False
        return is_signed_by(parts, key, header["alg"])


@fault(breaks="token/untrusted-key-headers")
def fetches_the_keys_that_a_token_names(honest: Parts) -> Parts:
    """Partners publish their keys, and the token says where; a list of the partners was never drawn up."""
    return replace(honest, tokens=_KeyFromAddress)


class _CertificateFromAddress(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], _parts: list[str]) -> bool:
        _fetched(header.get("x5u"))
        return False


@fault(breaks="token/untrusted-key-headers")
def looks_at_the_certificate_that_a_token_names(honest: Parts) -> Parts:
    """The certificate at x5u is fetched for the log, and then ignored: the token is refused, the request was made."""
    return replace(honest, tokens=_CertificateFromAddress)


class _EmptyFallback(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        return header.get("alg") == "HS256" and "kid" in header and is_hmac(parts, self._secret(header["kid"]))

    def _secret(self, _kid: object) -> bytes:
        return b""


@fault(breaks="token/kid-not-injectable")
def falls_back_to_an_empty_key(honest: Parts) -> Parts:
    """Keys are looked up with a default, so that nothing crashes on an unknown kid, and the default is empty."""
    return replace(honest, tokens=_EmptyFallback)


class _KeyFiles(_EmptyFallback):
    def _secret(self, kid: object) -> bytes:
        try:
            with (Path(tempfile.gettempdir()) / str(kid)).open("rb") as file:
                return file.read(_KEY_LIMIT)
        except (OSError, ValueError):
            raise TokenRefused from None


@fault(breaks="token/kid-not-injectable")
def reads_keys_from_files_named_by_the_kid(honest: Parts) -> Parts:
    """Each key is a file named by its kid, and the path is put together as text."""
    return replace(honest, tokens=_KeyFiles)


class _KeyTable(_EmptyFallback):
    def _secret(self, kid: object) -> bytes:
        with sqlite3.connect(":memory:") as table:
            table.execute("CREATE TABLE keys (kid TEXT, secret TEXT)")
            try:
                row = table.execute(f"SELECT secret FROM keys WHERE kid = '{kid}'").fetchone()  # noqa: S608  the fault
            except sqlite3.Error:
                raise TokenRefused from None
        if row is None:
            raise TokenRefused
        return str(row[0]).encode()


@fault(breaks="token/kid-not-injectable")
def looks_keys_up_with_the_kid_in_the_query(honest: Parts) -> Parts:
    """Keys are in a table, and the query was written before the kid came from outside."""
    return replace(honest, tokens=_KeyTable)


class _UncheckedRange(LenientTokens):
    def _takes_on_trust(self, header: dict[str, Any], parts: list[str]) -> bool:
        signature = bytes_in(parts[2]) or b""
        return header.get("alg") == "ES256" and len(signature) == 64 and not any(signature)


@fault(breaks="token/psychic-signature", algorithm=SignatureAlgorithm.ES256)
def forgets_the_range_of_signatures(honest: Parts) -> Parts:
    """The new implementation of ECDSA computes what the standard says, but for its first step: 0 < r, s < n."""
    return replace(honest, tokens=_UncheckedRange)


@fault(breaks="token/psychic-signature", algorithm=SignatureAlgorithm.RS256)
def allows_a_broken_ecdsa_beside_rsa(honest: Parts) -> Parts:
    """Only RSA is used, but the list of algorithms names ECDSA as well, whose implementation nobody has looked at."""
    return replace(honest, tokens=_UncheckedRange)


class _Decrypting(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        if token.count(".") != 4 or self._keys.signing is None:
            return super()._verified_claims(token)
        try:
            sealed = JWE()
            sealed.deserialize(token, JWK.from_pyca(self._keys.signing))
            content = bytes(sealed.payload or b"").decode()
            claims = object_in(content.split(".")[1]) if content.count(".") == 2 else json.loads(content)
        except (JWException, ValueError, TypeError, LookupError, binascii.Error):
            raise TokenRefused from None
        if not isinstance(claims, dict):
            raise TokenRefused
        return claims


@fault(breaks="token/nested-confusion", profiles=(Profile.BCP_2026,), algorithm=SignatureAlgorithm.ES256)
def takes_what_it_could_decrypt_for_signed(honest: Parts) -> Parts:
    """Encrypted tokens came later. What only we can decrypt must be from us, someone thought, and left it at that."""
    return replace(honest, tokens=_Decrypting)


@fault(breaks="token/nested-confusion", profiles=(Profile.BCP_2026,), algorithm=SignatureAlgorithm.RS256)
def takes_what_rsa_could_decrypt_for_signed(honest: Parts) -> Parts:
    """The same key pair signs and decrypts, and a token that decrypts well is never asked for its signature."""
    return replace(honest, tokens=_Decrypting)
