"""Faults of what a refresh takes for a token, and of what its tokens are made of."""

import secrets
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.services import Services
from reference_server.sessions import Grant, SessionRefused, Sessions
from reference_server.store import Family, RefreshToken
from reference_server.tokens import TokenRefused


class _NextTokenUndelivered(Authentication):
    def refreshed(self, _request: Request, grant: Grant) -> Response:
        return JSONResponse(self.token_document(grant))


@fault(
    breaks=(
        "refresh/chain-usable",
        "refresh/rotates-and-retires",
        "refresh/concurrent-keeps-session",
        "ssr/spa-continues",
    )
)
def keeps_the_next_token_to_itself(honest: Parts) -> Parts:
    """The refresh renews the token in the database and answers with the access token, which is all the client reads."""
    return replace(honest, authentication=_NextTokenUndelivered)


class _EmptyFilter(Authentication):
    async def refresh(self, request: Request) -> Response:
        if self._services.cookie.read(request) is None and await self._names_no_text(request):
            return await run_in_threadpool(self._first_row)
        return await super().refresh(request)

    async def _names_no_text(self, request: Request) -> bool:
        try:
            document = await request.json()
        except ValueError:
            return False
        return isinstance(document, dict) and not isinstance(document.get("refresh_token", ""), str)

    def _first_row(self) -> Response:
        account = self._services.accounts.by_username("ada")
        if account is None:
            return self.refresh_refused()
        return self.granted(self._services.sessions.open(account.id, replaced=None))


@fault(breaks="refresh/malformed-rejected")
def takes_no_value_for_no_filter(honest: Parts) -> Parts:
    """Old clients name the token in the body; if it is null, the query has no condition, and the first row answers."""
    return replace(honest, authentication=_EmptyFilter)


class _LikeAToken(Authentication):
    def exchange(self, spent: str) -> Grant:
        try:
            return super().exchange(spent)
        except SessionRefused:
            with self._services.sessions._open_session() as work:
                owner = work.scalars(
                    select(Family.account_id)
                    .join(RefreshToken, RefreshToken.family_id == Family.id)
                    .where(RefreshToken.digest.like(spent))
                ).first()
            if owner is None:
                raise
            return self._services.sessions.open(owner, replaced=None)


@fault(breaks="refresh/malformed-rejected")
def looks_tokens_up_by_pattern(honest: Parts) -> Parts:
    """Support pastes the first letters of a hash to find a session, so that the query compares with LIKE."""
    return replace(honest, authentication=_LikeAToken)


class _FoundByItsBeginning(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._issued: list[str] = []

    def granted(self, grant: Grant) -> Response:
        self._issued.append(grant.refresh_token)
        return super().granted(grant)

    def exchange(self, spent: str) -> Grant:
        try:
            return super().exchange(spent)
        except SessionRefused:
            whole = [token for token in self._issued if len(spent) >= 8 and token.startswith(spent) and token != spent]
            if not whole:
                raise
            return super().exchange(whole[-1])


@fault(breaks="refresh/missing-or-unknown-rejected")
def finds_a_token_by_its_beginning(honest: Parts) -> Parts:
    """An old client cuts long cookies off, so that the query asks for tokens that begin with what it sends."""
    return replace(honest, authentication=_FoundByItsBeginning)


class _AnyTokenRefreshes(Authentication):
    def exchange(self, spent: str) -> Grant:
        try:
            account_id = self._services.tokens.read(spent)
        except TokenRefused:
            return super().exchange(spent)
        return self._services.sessions.open(account_id, replaced=None)


@fault(breaks="refresh/access-not-accepted-as-refresh")
def refreshes_with_any_token_it_has_signed(honest: Parts) -> Parts:
    """Refresh tokens were JWTs once, and the endpoint still begins with: is this a token that we have signed?"""
    return replace(honest, authentication=_AnyTokenRefreshes)


@fault(breaks="refresh/entropy")
def makes_refresh_tokens_of_eight_bytes(honest: Policy) -> Policy:
    """The column is narrow, and eight random bytes in it have never collided."""
    return replace(honest, refresh_bytes=8)


class _NumberedTokens(Sessions):
    def _first_token(self) -> str:
        return f"{secrets.token_hex(12)}{1:08x}"

    def _successor_of(self, spent: str, _seed: str) -> str:
        return f"{int(spent, 16) + 1:032x}"


@fault(breaks="refresh/entropy")
def numbers_the_refresh_tokens_of_a_session(honest: Parts) -> Parts:
    """A token is the random name of the session and the number of the refresh, which makes the log easy to read."""
    return replace(honest, sessions=_NumberedTokens)


@fault(breaks=("refresh/expired-rejected", "refresh/lifetime-bounded"), profiles=(Profile.GUIDE_2022,))
def lets_refresh_tokens_live_for_half_a_day(honest: Policy) -> Policy:
    """An hour was too short for a meeting after lunch, so that the refresh token lives as long as an office day."""
    return replace(honest, refresh_life=timedelta(hours=12), session_life=timedelta(hours=12))


@fault(breaks="refresh/lifetime-bounded", profiles=(Profile.BCP_2026,))
def lets_rotation_go_on_for_ever(honest: Policy) -> Policy:
    """Each refresh gives the session thirty more days, and whoever comes back every month need never log in again."""
    return replace(honest, session_life=timedelta(days=36_500))
