"""Faults of the silent refresh that show only where something else is looked at than the usual token."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.lenient import object_in
from reference_server.faults.refresh import _RefreshForAnother
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.policy import Profile
from reference_server.services import Services
from reference_server.sessions import Grant, Reason, SessionRefused, Sessions, digest
from reference_server.store import Account, Family, RefreshToken


class _TheOneBefore(Sessions):
    def _forget_old_seeds(self, work: Session, family: Family) -> None:
        """Kept, so that the token before the newest can be answered at any time."""

    def _newest_after(self, work: Session, spent: str) -> str | None:
        row = work.get(RefreshToken, digest(spent))
        if row is not None and row.successor_seed is not None:
            following = self._successor_of(spent, row.successor_seed)
            newest = work.get(RefreshToken, digest(following))
            if newest is not None and newest.retired_at is None:
                return following
        return super()._newest_after(work, spent)


@fault(breaks="refresh/rotates-and-retires")
def keeps_the_token_before_the_newest(honest: Parts) -> Parts:
    """The row has a column for the token before, for answers that get lost; that it ends after a while was left out."""
    return replace(honest, sessions=_TheOneBefore)


class _RefreshForTheCookie(_RefreshForAnother):
    def _subject(self, request: Request) -> str | None:
        accounts, hint = self._services.accounts, request.cookies.get("user_id", "")
        account = accounts.by_id(hint) or accounts.by_username(hint)
        return None if account is None else account.id


@fault(breaks="refresh/bound-to-user")
def refreshes_for_whoever_a_cookie_names(honest: Parts) -> Parts:
    """The page keeps the id of its user in a cookie, to greet him at once, and the refresh found it handy too."""
    return replace(honest, authentication=_RefreshForTheCookie)


class _RoleOnDemand(Authentication):
    def refreshed(self, request: Request, grant: Grant) -> Response:
        document, role = self.token_document(grant), request.query_params.get("role")
        if role is not None:
            claims = object_in(str(document["jwt_token"]).split(".")[1]) or {}
            document["jwt_token"] = self._services.tokens._sign({**claims, "role": role})
        answer = JSONResponse(document)
        self.write_cookies(answer, grant)
        return answer


@fault(breaks="refresh/bound-to-user")
def writes_the_role_that_is_asked_for(honest: Parts) -> Parts:
    """Administrators work as plain users until they ask for more; whoever asks is believed to be one of them."""
    return replace(honest, authentication=_RoleOnDemand)


class _KnowsRefreshTokens(Conversation):
    def account(self) -> Account | None:
        found = super().account()
        if found is not None or self.token is None:
            return found
        with self.services.sessions._open_session() as work:
            owner = work.scalars(
                select(Family.account_id)
                .join(RefreshToken, RefreshToken.family_id == Family.id)
                .where(
                    RefreshToken.digest == digest(self.token),
                    RefreshToken.retired_at.is_(None),
                    Family.revoked_at.is_(None),
                )
            ).one_or_none()
        return None if owner is None else self.services.accounts.by_id(owner)


class _AnyTokenForGraphQl(GraphQlApi):
    def conversation_on(self, connection: HTTPConnection) -> Conversation:
        return _KnowsRefreshTokens(services=self._services, authentication=self._authentication, connection=connection)


@fault(
    breaks=("refresh/not-accepted-as-access", "graphql/ws-auth-required"),
    profiles=(Profile.GUIDE_2022, Profile.BCP_2026),
)
def opens_graphql_to_refresh_tokens(honest: Parts) -> Parts:
    """GraphQL has a resolver of its own for tokens, and that knows whatever is in the tables."""
    return replace(honest, graphql=_AnyTokenForGraphQl)


class _CallerByCookie(AccountApi):
    def account_id_of(self, request: Request, token: str) -> str:
        honest, hint = super().account_id_of(request, token), request.cookies.get("user_id", "")
        named = self._services.accounts.by_id(hint)
        return honest if named is None else named.id


@fault(breaks="token/subject-matches-login")
def takes_the_user_from_a_cookie(honest: Parts) -> Parts:
    """The page has the user's id in a cookie, and the API reads it there: the token only says that somebody is in."""
    return replace(honest, account_api=_CallerByCookie)


class _CookieBeforeRefusal(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._prepared: Grant | None = None

    def exchange(self, spent: str) -> Grant:
        try:
            return super().exchange(spent)
        except SessionRefused as refusal:
            if refusal.reason is Reason.SPENT:
                with self._services.sessions._open_session() as work:
                    row = work.get_one(RefreshToken, digest(spent))
                    owner = work.get_one(Family, row.family_id).account_id
                self._prepared = self._services.sessions.open(owner, replaced=None)
            raise

    def refresh_refused(self) -> Response:
        answer, prepared = super().refresh_refused(), self._prepared
        self._prepared = None
        if prepared is not None:
            self._services.cookie.write(answer, prepared)
        return answer


@fault(breaks="refresh/rotates-and-retires")
def refuses_with_the_next_cookie(honest: Parts) -> Parts:
    """A hook puts the next cookie onto each answer of the refresh; the check for spent tokens is younger than it."""
    return replace(honest, authentication=_CookieBeforeRefusal)
