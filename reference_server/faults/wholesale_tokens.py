"""Single decisions about tokens that break several rules at once."""

from dataclasses import replace
from typing import Any

from reference_server.blueprint import Blueprint
from reference_server.faults.registry import fault
from reference_server.faults.token import (
    forgets_to_look_at_the_expiry,
    issues_tokens_for_a_day,
    signs_with_the_word_secret,
)
from reference_server.faults.token_claims import takes_unsigned_tokens_in_the_second_api
from reference_server.policy import Profile, SignatureAlgorithm
from reference_server.tokens import AccessTokens

_PROFILES = (Profile.GUIDE_2022, Profile.BCP_2026)


class _OnlyRead(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        read: dict[str, Any] = self._decoded(token, is_signed=False)["payload"]
        return read


@fault(
    breaks=(
        "token/signature-verified", "token/unsigned-rejected", "token/alg-none-case-variants", "token/key-confusion",
        "token/untrusted-key-headers", "token/kid-not-injectable", "token/psychic-signature", "token/expired-rejected",
        "token/time-claims-strict",
        "graphql/ws-auth-required", "graphql/ws-closes-with-session", "fuzz/token-never-authenticates",
    ),
    profiles=_PROFILES,
    algorithm=SignatureAlgorithm.ES256,
)  # fmt: skip
def leaves_all_verifying_to_the_gateway(honest: Blueprint) -> Blueprint:
    """The gateway verifies every token, and the services only read whom it names; they can be reached without it."""
    policy = forgets_to_look_at_the_expiry(honest.policy)
    return honest.with_policy(policy).with_parts(replace(honest.parts, tokens=_OnlyRead))


class _TokensOfATutorial(AccessTokens):
    def _sign(self, claims: dict[str, object]) -> str:
        row = {"hash": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"}
        header, payload, signature = super()._sign({**claims, "user": row}).split(".")
        # The signature is of the parts as they were; only it gets the padding, which decoders pass over.
        return f"{header}.{payload}.{signature}{'=' * (-len(signature) % 4)}"


@fault(
    breaks=(
        "token/published-secret", "token/claims-minimal", "token/compact-format", "token/short-lifetime",
        "token/independent-verification",
    ),
    profiles=(Profile.BCP_2026,),
    algorithm=SignatureAlgorithm.HS256,
)  # fmt: skip
def makes_tokens_as_in_the_tutorial(honest: Blueprint) -> Blueprint:
    """A tutorial makes the tokens: its secret, the user's row, a day to live, base64 with padding; tests sign none."""
    return makes_shorter_tokens_as_in_the_tutorial(honest.with_policy(issues_tokens_for_a_day(honest.policy)))


@fault(
    breaks=(
        "token/published-secret", "token/claims-minimal", "token/compact-format", "token/independent-verification"
    ),
    profiles=(Profile.GUIDE_2022,),
    algorithm=SignatureAlgorithm.HS256,
)  # fmt: skip
def makes_shorter_tokens_as_in_the_tutorial(honest: Blueprint) -> Blueprint:
    """A few lines of a tutorial make the tokens: its secret, the user's row, base64 with padding, unsigned in tests."""
    parts = takes_unsigned_tokens_in_the_second_api(replace(honest.parts, tokens=_TokensOfATutorial))
    return honest.with_policy(signs_with_the_word_secret(honest.policy)).with_parts(parts)
