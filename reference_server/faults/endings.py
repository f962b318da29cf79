"""Faults of what ends with a session: too much, too little, or not for long."""

from dataclasses import replace

from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.moment import epoch_now
from reference_server.policy import Policy, Profile
from reference_server.sessions import Grant, Sessions, digest
from reference_server.store import Family, OpenSession, RefreshToken

_KEPT_SECONDS = 60


class _ShortMemory(Sessions):
    def is_denied(self, session_id: str | None) -> bool:
        if not super().is_denied(session_id):
            return False
        with self._open_session() as work:
            family = work.get(Family, session_id or "")
        return family is None or family.revoked_at is None or epoch_now() - family.revoked_at < _KEPT_SECONDS


@fault(breaks="logout/access-token-denied")
def forgets_ended_sessions_after_a_minute(honest: Parts) -> Parts:
    """The deny-list is a cache whose entries last a minute, as they do by default; the tokens last fifteen."""
    return replace(honest, sessions=_ShortMemory)


class _DeniesThePerson(Sessions):
    def __init__(self, policy: Policy, open_session: OpenSession) -> None:
        super().__init__(policy, open_session)
        self._denied: set[str] = set()

    def close(self, refresh_token: str) -> None:
        with self._open_session() as work:
            owner = select(Family.account_id).join(RefreshToken, RefreshToken.family_id == Family.id)
            person = work.scalars(owner.where(RefreshToken.digest == digest(refresh_token))).one_or_none()
            self._denied |= set(work.scalars(select(Family.id).where(Family.account_id == person)))
        super().close(refresh_token)

    def rotate(self, refresh_token: str) -> Grant:
        grant = super().rotate(refresh_token)
        self._denied.discard(grant.session_id)
        return grant

    def is_denied(self, session_id: str | None) -> bool:
        return session_id in self._denied or super().is_denied(session_id)


@fault(breaks="session/concurrent-independent")
def denies_the_tokens_of_every_device(honest: Parts) -> Parts:
    """The deny-list says "nothing of this user from before now", which is a single line for each logout."""
    return replace(honest, sessions=_DeniesThePerson)


class _EverywhereButTheTokens(Sessions):
    def __init__(self, policy: Policy, open_session: OpenSession) -> None:
        super().__init__(policy, open_session)
        self._spared: set[str] = set()

    def close_all(self, account_id: str) -> None:
        with self._open_session() as work:
            self._spared |= set(work.scalars(select(Family.id).where(Family.account_id == account_id)))
        super().close_all(account_id)

    def is_denied(self, session_id: str | None) -> bool:
        return session_id not in self._spared and super().is_denied(session_id)


@fault(breaks="session/force-logout-all", profiles=(Profile.BCP_2026,))
def leaves_access_tokens_out_of_the_forced_logout(honest: Parts) -> Parts:
    """A forced logout deletes every refresh token of the user; the deny-list is filled by the ordinary one."""
    return replace(honest, sessions=_EverywhereButTheTokens)


class _TokenInACookieToo(Authentication):
    def granted(self, grant: Grant) -> Response:
        document = self.token_document(grant)
        answer = JSONResponse(document)
        self.write_cookies(answer, grant)
        token = str(document["jwt_token"])
        answer.set_cookie("__Host-renderer", token, secure=True, httponly=True, samesite="strict")
        return answer


@fault(breaks="logout/cookie-cleared")
def leaves_the_cookie_of_the_renderer(honest: Parts) -> Parts:
    """The renderer of the pages has a cookie of its own, from another team, and logout knows nothing of it."""
    return replace(honest, authentication=_TokenInACookieToo)
