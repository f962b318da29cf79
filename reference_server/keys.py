"""The keys of the access tokens: one algorithm, one key, and for asymmetric ones the set that anybody may read."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from reference_server.policy import Policy, SignatureAlgorithm

_MAKERS: Final = MappingProxyType[SignatureAlgorithm, Callable[[], Any]](
    {
        SignatureAlgorithm.HS256: lambda: secrets.token_hex(32),
        SignatureAlgorithm.RS256: lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
        SignatureAlgorithm.ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
    }
)


@dataclass(frozen=True, kw_only=True)
class TokenKeys:
    """The key that signs and the key that verifies; they are the same for an HMAC."""

    algorithm: SignatureAlgorithm
    verifying: Any
    signing: Any = None
    """``None`` for a service that only verifies."""
    key_id: str | None = None
    """The name of the public key, as tokens give it; ``None`` where there is no public key."""
    public_jwk: dict[str, Any] | None = None

    @property
    def for_verifying(self) -> "TokenKeys":
        """What another service is given: for an asymmetric algorithm without the private key."""
        return self if self.public_jwk is None else replace(self, signing=None)

    def document(self) -> dict[str, Any]:
        """The JSON Web Key Set that is published (RFC 7517, section 5): the public key, or nothing."""
        return {"keys": [] if self.public_jwk is None else [self.public_jwk]}

    def sign(self, header: bytes, payload: bytes) -> str:
        """A token of exactly these two texts (RFC 7515, section 7.1).

        :raises RuntimeError: for the keys of a service that only verifies.
        """
        if self.signing is None:
            raise RuntimeError("these keys can verify only")
        algorithm = jwt.get_algorithm_by_name(self.algorithm)
        parts = f"{_text(header)}.{_text(payload)}"
        return f"{parts}.{_text(algorithm.sign(parts.encode('ascii'), algorithm.prepare_key(self.signing)))}"


def keys_for(policy: Policy) -> TokenKeys:
    """The keys that the policy asks for; random ones, unless it names the secret of the HMAC."""
    if policy.algorithm is SignatureAlgorithm.HS256:
        secret = policy.signing_key or _MAKERS[policy.algorithm]()
        return TokenKeys(algorithm=policy.algorithm, signing=secret, verifying=secret)
    private = _MAKERS[policy.algorithm]()
    public = private.public_key()
    jwk = json.loads(jwt.get_algorithm_by_name(policy.algorithm).to_jwk(public))
    key_id = secrets.token_hex(8)
    published = {**jwk, "kid": key_id, "use": "sig", "alg": str(policy.algorithm)}
    return TokenKeys(algorithm=policy.algorithm, signing=private, verifying=public, key_id=key_id, public_jwk=published)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
