"""Access tokens: signed when issued, and read with the same strictness that they are written with."""

import secrets
from dataclasses import dataclass
from typing import Any

import jwt

from reference_server.moment import epoch_now
from reference_server.policy import Policy


class TokenRefused(Exception):  # noqa: N818 - a refusal is an ordinary outcome, not an error of the program
    """The access token is malformed, forged, expired or not meant for this API."""


@dataclass(frozen=True, kw_only=True)
class AccessToken:
    """A signed token and the moment at which it ends."""

    jwt: str
    expires_at: int
    """Epoch seconds, equal to the ``exp`` claim."""


class AccessTokens:
    """Issues and reads access tokens (RFC 7519, RFC 8725, RFC 9068)."""

    def __init__(self, policy: Policy, *, issuer: str) -> None:
        self._policy = policy
        self._issuer = issuer
        self._key = policy.signing_key or secrets.token_hex(32)

    def issue(self, account_id: str, *, context: str | None = None) -> AccessToken:
        """A fresh token for this account; ``context`` is what it says of the fingerprint of the browser."""
        issued_at = int(epoch_now())
        expires_at = issued_at + int(self._policy.access_life.total_seconds())
        claims: dict[str, object] = {
            "iss": self._issuer,
            "aud": self._policy.audience,
            "sub": account_id,
            "iat": issued_at,
            "exp": expires_at,
            "jti": secrets.token_urlsafe(16),
        }
        if self._policy.fingerprint is not None and context is not None:
            claims[self._policy.fingerprint.claim] = context
        return AccessToken(jwt=self._sign(claims), expires_at=expires_at)

    def read(self, token: str) -> str:
        """The account id in a valid token.

        :raises TokenRefused: whatever is wrong with the token; the caller learns no more than that.
        """
        subject = self._verified_claims(token).get("sub")
        if not isinstance(subject, str):
            raise TokenRefused
        return subject

    def context(self, token: str) -> str | None:
        """What a valid token says of the fingerprint of the browser that it was issued to.

        :raises TokenRefused: whatever is wrong with the token.
        """
        design = self._policy.fingerprint
        value = None if design is None else self._verified_claims(token).get(design.claim)
        return value if isinstance(value, str) else None

    def _sign(self, claims: dict[str, object]) -> str:
        return jwt.encode(claims, self._key, self._policy.algorithm, headers={"typ": self._policy.token_type})

    def _verified_claims(self, token: str) -> dict[str, Any]:
        required = ["iss", "aud", "sub", "iat", "jti"]
        if self._policy.expiry_required:
            required.append("exp")
        try:
            verified = jwt.decode_complete(
                token,
                self._key,
                # One constant, never taken from the token's own header (RFC 8725, section 3.1).
                algorithms=[self._policy.algorithm],
                issuer=self._issuer,
                audience=self._policy.audience,
                leeway=self._policy.access_leeway,
                options={
                    "require": required,
                    "verify_signature": self._policy.signature_required,
                    "verify_exp": self._policy.expiry_required,
                    "verify_aud": True,
                    "verify_iss": True,
                    "verify_iat": True,
                },
            )
        except (jwt.PyJWTError, RecursionError, UnicodeError, OverflowError) as refusal:
            raise TokenRefused from refusal
        if verified["header"].get("typ") != self._policy.token_type:
            raise TokenRefused
        claims: dict[str, Any] = verified["payload"]
        return claims
