"""Access tokens: signed when issued, and read with the same strictness that they are written with."""

import json
import math
import secrets
from dataclasses import dataclass
from typing import Any

import jwt

from reference_server.keys import TokenKeys
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

    def __init__(self, policy: Policy, *, issuer: str, keys: TokenKeys) -> None:
        self._policy = policy
        self._issuer = issuer
        self._keys = keys
        self._latest: tuple[str, int, dict[str, Any]] | None = None

    def issue(self, account_id: str, *, context: str | None = None, session_id: str | None = None) -> AccessToken:
        """A fresh token for this account.

        :param context: what it says of the fingerprint of the browser.
        :param session_id: the login session that it belongs to.
        """
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
        if session_id is not None:
            claims["sid"] = session_id
        return AccessToken(jwt=self._sign(claims), expires_at=expires_at)

    def read(self, token: str) -> str:
        """The account id in a valid token.

        :raises TokenRefused: whatever is wrong with the token; the caller learns no more than that.
        """
        subject = self._claims(token).get("sub")
        if not isinstance(subject, str):
            raise TokenRefused
        return subject

    def context(self, token: str) -> str | None:
        """What a valid token says of the fingerprint of the browser that it was issued to.

        :raises TokenRefused: whatever is wrong with the token.
        """
        design = self._policy.fingerprint
        value = None if design is None else self._claims(token).get(design.claim)
        return value if isinstance(value, str) else None

    def session_of(self, token: str) -> str | None:
        """The login session that a valid token belongs to, if it says so.

        :raises TokenRefused: the token is no good.
        """
        session_id = self._claims(token).get("sid")
        return session_id if isinstance(session_id, str) else None

    def _sign(self, claims: dict[str, object]) -> str:
        header = {"alg": str(self._policy.algorithm), "typ": self._policy.token_type}
        if self._keys.key_id is not None:
            header["kid"] = self._keys.key_id
        return self._keys.sign(_json(header), _json(claims))

    def _claims(self, token: str) -> dict[str, Any]:
        """The verified claims. One request asks for them several times, and a signature is costly to verify.

        They are kept for the rest of the second alone: times in tokens are whole seconds, as is the leeway.
        """
        second, latest = int(epoch_now()), self._latest
        if latest is not None and latest[:2] == (token, second):
            return latest[2]
        claims = self._verified_claims(token)
        self._latest = (token, second, claims)
        return claims

    def _verified_claims(self, token: str) -> dict[str, Any]:
        verified = self._decoded(token, is_signed=self._policy.signature_required)
        header, claims = verified["header"], verified["payload"]
        if header.get("typ") != self._policy.token_type or header.get("kid") != self._keys.key_id:
            raise TokenRefused
        if self._policy.time_claims_strict and not self._has_sound_times(claims):
            raise TokenRefused
        read: dict[str, Any] = claims
        return read

    def _decoded(self, token: str, *, is_signed: bool) -> dict[str, Any]:
        """Header and claims of a token whose signature, unless ``is_signed`` is false, and registered claims are good.

        :raises TokenRefused: they are not.
        """
        policy = self._policy
        required = ["sub", "iat", "jti"]
        required += ["exp"] if policy.expiry_required else []
        required += ["iss"] if policy.issuer_required else []
        required += ["aud"] if policy.audience_required else []
        try:
            return jwt.decode_complete(
                token,
                self._keys.verifying,
                # One constant, never taken from the token's own header (RFC 8725, section 3.1).
                algorithms=[policy.algorithm],
                issuer=self._issuer,
                audience=policy.audience,
                leeway=policy.access_leeway,
                options={
                    "require": required,
                    "verify_signature": is_signed,
                    "verify_exp": policy.expiry_required,
                    "verify_nbf": policy.not_before_required,
                    "verify_aud": policy.audience_required,
                    "verify_iss": policy.issuer_required,
                    "verify_iat": True,
                },
            )
        except (jwt.PyJWTError, RecursionError, UnicodeError, OverflowError) as refusal:
            raise TokenRefused from refusal

    def _has_sound_times(self, claims: dict[str, Any]) -> bool:
        """Whether the times are numbers of seconds (RFC 7519, section 2): a text is none, nor are milliseconds."""
        times = [claims[name] for name in ("exp", "nbf", "iat") if name in claims]
        if not all(type(time) in (int, float) and 0 <= time < math.inf for time in times):
            return False
        life = claims["exp"] - claims["iat"] if "exp" in claims else 0
        return bool(life <= self._policy.access_life.total_seconds())


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode("utf-8")
