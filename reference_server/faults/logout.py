"""Faults of logout and of sessions on several devices."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import select, update
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.cookies import RefreshCookie
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication, signed_out
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.keys import TokenKeys
from reference_server.moment import epoch_now
from reference_server.policy import Policy, Profile
from reference_server.sessions import Sessions, digest
from reference_server.store import Account, Family, RefreshToken
from reference_server.tokens import AccessToken, AccessTokens, TokenRefused

_FILES: Final = Path(__file__).parent / "client"


@fault(
    breaks=(
        "logout/refresh-revoked",
        "logout/access-token-denied",
        "logout/no-resurrection",
        "fuzz/session-state-machine",
    )
)
def clears_only_the_cookie_at_logout(honest: Policy) -> Policy:
    """Logout takes the cookie from the browser, and a session without a cookie is over, is it not?"""
    return replace(honest, logout_revokes=False)


@fault(breaks="logout/cookie-cleared")
def leaves_the_cookie_at_logout(honest: Policy) -> Policy:
    """The session is revoked in the database, so what the browser keeps does not matter."""
    return replace(honest, logout_clears_cookie=False)


class _EndsTheNewestAlone(Sessions):
    def close(self, refresh_token: str) -> None:
        with self._open_session() as work:
            known = work.get(RefreshToken, digest(refresh_token))
            is_newest = known is not None and known.retired_at is None
        if is_newest:
            super().close(refresh_token)


@fault(breaks="logout/no-resurrection")
def ends_only_the_token_that_is_shown(honest: Parts) -> Parts:
    """Logout deletes the token that the browser sends; its successor, still on its way to the browser, lives on."""
    return replace(honest, sessions=_EndsTheNewestAlone)


class _SlowLogout(Authentication):
    async def logout(self, request: Request) -> Response:
        answer = await super().logout(request)
        await asyncio.sleep(0.6)
        return answer


@fault(breaks="logout/no-resurrection")
def tells_others_before_it_answers_a_logout(honest: Parts) -> Parts:
    """The token that is shown is ended, other systems are told, and then the browser, which shows the login by now."""
    return replace(honest, sessions=_EndsTheNewestAlone, authentication=_SlowLogout)


class _ClearedElsewhere(RefreshCookie):
    def clear(self, response: Response) -> None:
        super().clear(response)
        response.headers["Set-Cookie"] = response.headers["Set-Cookie"].replace("; Path=/;", "; Path=/logout;")


@fault(breaks="logout/cookie-cleared")
def clears_the_cookie_under_another_path(honest: Parts) -> Parts:
    """The cookie is deleted by another line than the one that sets it, and that line says nothing about its path."""
    return replace(honest, cookie=_ClearedElsewhere)


class _ClearedWithoutSecure(RefreshCookie):
    def clear(self, response: Response) -> None:
        super().clear(response)
        response.headers["Set-Cookie"] = response.headers["Set-Cookie"].replace("; Secure", "")


@fault(breaks="logout/cookie-cleared", profiles=(Profile.BCP_2026,))
def clears_the_host_cookie_without_secure(honest: Parts) -> Parts:
    """The framework's delete_cookie knows a name and a path; a browser ignores such a line for a name with __Host-."""
    return replace(honest, cookie=_ClearedWithoutSecure)


@fault(breaks="logout/cookie-cleared", profiles=(Profile.GUIDE_2022,))
def logs_out_without_credentials(honest: Client) -> Client:
    """The logout names its session in nothing but cookies, and is sent by a line that leaves those at home."""
    return honest.with_module("server", _FILES / "server_logout_without_credentials.js")


class _NotesTheNewest(AccessTokens):
    def __init__(self, policy: Policy, *, issuer: str, keys: TokenKeys) -> None:
        super().__init__(policy, issuer=issuer, keys=keys)
        self._newest: dict[str, str] = {}
        self._earlier: set[str] = set()

    def issue(self, account_id: str, *, context: str | None = None, session_id: str | None = None) -> AccessToken:
        issued = super().issue(account_id, context=context, session_id=session_id)
        if session_id is not None:
            self._earlier.add(self._newest.get(session_id, ""))
            self._newest[session_id] = issued.jwt
        return issued

    def is_followed(self, token: str) -> bool:
        return token in self._earlier


class _DeniesTheNewestToken(AccountApi):
    def account_id_of(self, request: Request, token: str) -> str:
        tokens = self._services.tokens
        if isinstance(tokens, _NotesTheNewest) and tokens.is_followed(token):
            return tokens.read(token)
        return super().account_id_of(request, token)


@fault(breaks="logout/access-token-denied", profiles=(Profile.BCP_2026,))
def denies_the_newest_token_alone(honest: Parts) -> Parts:
    """The row of the session has the jti of its token, which goes on the list at logout; each refresh overwrites it."""
    return replace(honest, tokens=_NotesTheNewest, account_api=_DeniesTheNewestToken)


class _BelievesOldTokens(Conversation):
    def account(self) -> Account | None:
        if self.socket is None or self.token is None:
            return super().account()
        try:
            return self.services.accounts.by_id(self.services.tokens.read(self.token))
        except TokenRefused:
            return None


class _SocketsForAnybodyKnown(GraphQlApi):
    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        return _BelievesOldTokens(services=self._services, authentication=self._authentication, connection=connection)


@fault(
    breaks=("logout/access-token-denied", "graphql/ws-closes-with-session", "fingerprint/enforced-at-api"),
    profiles=(Profile.GUIDE_2022,),
)
def opens_sockets_for_ended_sessions(honest: Parts) -> Parts:
    """A socket verifies the token that it is shown; the list of ended sessions belongs to the requests."""
    return replace(honest, graphql=_SocketsForAnybodyKnown)


class _ThisDeviceOnly(AccountApi):
    async def logout_everywhere(self, request: Request) -> Response:
        await self.caller(request)
        current = self._services.cookie.read(request)
        if current is not None:
            await run_in_threadpool(self._services.sessions.close, current)
        return signed_out(self._services)


@fault(breaks="session/force-logout-all")
def logs_out_this_device_only(honest: Parts) -> Parts:
    """The button was added to the page before the query behind it was written; until then it does a plain logout."""
    return replace(honest, account_api=_ThisDeviceOnly)


class _EverybodyOut(Sessions):
    def close_all(self, account_id: str) -> None:
        super().close_all(account_id)
        with self._open_session() as work, work.begin():
            work.execute(update(Family).where(Family.revoked_at.is_(None)).values(revoked_at=int(epoch_now())))


@fault(breaks="session/force-logout-all")
def logs_out_everybody(honest: Parts) -> Parts:
    """All of a user's sessions are to end, and in the heat of the incident the WHERE clause got lost."""
    return replace(honest, sessions=_EverybodyOut)


@fault(breaks="session/concurrent-independent")
def keeps_one_session_for_each_account(honest: Policy) -> Policy:
    """There is one refresh token for each user, in a column of the users table, and each login overwrites it."""
    return replace(honest, one_session_per_account=True)


class _LogoutEndsAll(Sessions):
    def close(self, refresh_token: str) -> None:
        with self._open_session() as work:
            owner = work.scalars(
                select(Family.account_id)
                .join(RefreshToken, RefreshToken.family_id == Family.id)
                .where(RefreshToken.digest == digest(refresh_token))
            ).one_or_none()
        if owner is not None:
            self.close_all(owner)


@fault(breaks="session/concurrent-independent")
def ends_all_sessions_at_logout(honest: Parts) -> Parts:
    """Logout deletes the user's refresh tokens; that a user may have several was not on anyone's mind."""
    return replace(honest, sessions=_LogoutEndsAll)
