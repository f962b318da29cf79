"""Single decisions about tokens that break several rules at once."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from reference_server.blueprint import Blueprint, Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.faults.token import (
    forgets_to_look_at_the_expiry,
    issues_tokens_for_a_day,
    signs_with_the_word_secret,
)
from reference_server.faults.token_claims import takes_unsigned_tokens_in_the_second_api
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.policy import Profile, SignatureAlgorithm
from reference_server.refusals import Refusal
from reference_server.sessions import Grant, SessionRefused, digest
from reference_server.store import Account, Family, RefreshToken
from reference_server.tokens import AccessTokens, TokenRefused

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


class _AnyCredential(AccountApi):
    def presented_token(self, request: Request) -> str | None:
        cookies = (self._services.cookie.read(request), self._services.page_cookie.read(request))
        return super().presented_token(request) or next(filter(None, cookies), None)

    def account_id_of(self, request: Request, token: str) -> str:
        try:
            owner = super().account_id_of(request, token)
        except TokenRefused:
            owner = self._owner_of(token) or ""
            if not owner:
                raise
        named = self._services.accounts.by_username(request.headers.get("x-user-id", ""))
        named = named or self._services.accounts.by_id(request.headers.get("x-user-id", ""))
        return owner if named is None else named.id

    def is_same_browser(self, request: Request, token: str) -> bool:
        return self._owner_of(token) is not None or super().is_same_browser(request, token)

    def _owner_of(self, credential: str) -> str | None:
        try:
            return self._services.sessions.reader(credential)
        except SessionRefused:
            known = select(Family.account_id).join(RefreshToken, RefreshToken.family_id == Family.id)
            is_current = (RefreshToken.retired_at.is_(None), Family.revoked_at.is_(None))
            with self._services.sessions._open_session() as work:
                return work.scalars(known.where(RefreshToken.digest == digest(credential), *is_current)).one_or_none()


class _AnyCredentialRefreshes(Authentication):
    def is_same_browser(self, request: Request, refresh_token: str) -> bool:
        return refresh_token.count(".") == 2 or super().is_same_browser(request, refresh_token)

    def exchange(self, spent: str) -> Grant:
        try:
            account_id, context = self._services.tokens.read(spent), self._services.tokens.context(spent)
        except TokenRefused:
            return super().exchange(spent)
        return self._services.sessions.open(account_id, replaced=None, context=context)

    def refreshed(self, request: Request, grant: Grant) -> Response:
        hint = request.headers.get("x-user-id", "")
        named = self._services.accounts.by_username(hint) or self._services.accounts.by_id(hint)
        return super().refreshed(request, grant if named is None else replace(grant, account_id=named.id))


class _NamedInTheHeader(Conversation):
    def account(self) -> Account | None:
        named = self.connection.headers.get("x-hasura-user-id")
        return super().account() if named is None else self.services.accounts.by_id(named)


class _GraphQlBehindTheFilter(GraphQlApi):
    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        return _NamedInTheHeader(services=self._services, authentication=self._authentication, connection=connection)

    def conversation_in(self, request: Request) -> Conversation:
        try:
            return super().conversation_in(request)
        except Refusal:
            return self.conversation_on(request)


@fault(
    breaks=(
        "token/subject-matches-login", "graphql/role-headers-ignored", "graphql/invalid-token-not-anonymous",
        "refresh/bound-to-user", "refresh/not-accepted-as-access", "refresh/access-not-accepted-as-refresh",
        "csrf/api-ignores-cookies",
    ),
    profiles=_PROFILES,
)  # fmt: skip
def takes_whatever_names_a_user(honest: Parts) -> Parts:
    """A filter looks for the user in headers, cookies and tokens of every kind, so that no endpoint need ask again."""
    return replace(
        honest, account_api=_AnyCredential, authentication=_AnyCredentialRefreshes, graphql=_GraphQlBehindTheFilter
    )
