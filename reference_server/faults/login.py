"""Faults of the login."""

import json
from dataclasses import replace

from sqlalchemy import delete, select, update
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Blueprint, Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.refusals import Refusal
from reference_server.sessions import Grant, Sessions, digest
from reference_server.store import Account, RefreshToken


class _TokenAtRefreshOnly(Authentication):
    def logged_in(self, grant: Grant) -> Response:
        document = {name: value for name, value in self.token_document(grant).items() if name == "refresh_token"}
        answer = JSONResponse({"status": "ok", **document})
        self.write_cookies(answer, grant)
        return answer


@fault(breaks="login/returns-jwt", profiles=tuple(Profile))
def leaves_the_first_token_to_refresh(honest: Parts) -> Parts:
    """One endpoint that hands out access tokens is enough: the client is to log in, and to call refresh next."""
    return replace(honest, authentication=_TokenAtRefreshOnly)


class _NoRefreshCookie(Authentication):
    def logged_in(self, grant: Grant) -> Response:
        return JSONResponse(self.token_document(grant))


# Logout ends the session of the refresh token that comes along, and none does.
@fault(breaks=("login/refresh-issued-and-usable", "storage/survives-reopen", "logout/access-token-denied"))
def issues_no_refresh_token(honest: Parts) -> Parts:
    """The cookie was left out of the login answer when the framework changed; for fifteen minutes nobody notices."""
    return replace(honest, authentication=_NoRefreshCookie)


class _OtherTokenThanStored(Sessions):
    def open(
        self, account_id: str, *, replaced: str | None, context: str | None = None, page_pass: str | None = None
    ) -> Grant:
        grant = super().open(account_id, replaced=replaced, context=context, page_pass=page_pass)
        return replace(grant, refresh_token=digest(grant.refresh_token))


# Logout ends the session of the refresh token that comes along, and none does.
@fault(breaks=("login/refresh-issued-and-usable", "storage/survives-reopen", "logout/access-token-denied"))
def sends_the_hash_of_the_refresh_token(honest: Parts) -> Parts:
    """When refresh tokens came to be stored as hashes, login went on sending the row's value, which is the hash now."""
    return replace(honest, sessions=_OtherTokenThanStored)


class _RefreshTokenInEveryBody(Authentication):
    def token_document(self, grant: Grant) -> dict[str, str | int]:
        return {**super().token_document(grant), "refresh_token": grant.refresh_token}


@fault(breaks=("login/refresh-transport", "storage/refresh-not-script-readable"))
def returns_the_refresh_token_in_the_body_too(honest: Parts) -> Parts:
    """The mobile application has no cookie jar, so the refresh token is in the body as well, for everyone."""
    return replace(honest, authentication=_RefreshTokenInEveryBody)


class _RefreshTokenInTheRefreshBody(Authentication):
    def refreshed(self, _request: Request, grant: Grant) -> Response:
        answer = JSONResponse({**self.token_document(grant), "refresh_token": grant.refresh_token})
        self._services.cookie.write(answer, grant)
        return answer


@fault(breaks=("login/refresh-transport", "storage/refresh-not-script-readable"))
def returns_the_refresh_token_in_the_refresh_answer(honest: Parts) -> Parts:
    """Login was cleaned up when the cookie came; the answer of the refresh endpoint still has the old shape."""
    return replace(honest, authentication=_RefreshTokenInTheRefreshBody)


class _RefreshTokenInTheBodyAlone(Authentication):
    def refreshed(self, _request: Request, grant: Grant) -> Response:
        return JSONResponse({**self.token_document(grant), "refresh_token": grant.refresh_token})


@fault(
    breaks=("login/refresh-transport", "storage/refresh-not-script-readable", "refresh/rotates-and-retires"),
    profiles=(Profile.GUIDE_2019, Profile.BCP_2026),
)
def repeats_the_lasting_refresh_token_in_the_body(honest: Blueprint) -> Blueprint:
    """The token never changes, so that a refresh need not set its cookie again; the document still names it."""
    lasting = honest.with_policy(replace(honest.policy, rotate=False))
    return lasting.with_parts(replace(lasting.parts, authentication=_RefreshTokenInTheBodyAlone))


class _AdoptedTokens(Sessions):
    def open(
        self, account_id: str, *, replaced: str | None, context: str | None = None, page_pass: str | None = None
    ) -> Grant:
        grant = super().open(account_id, replaced=replaced, context=context, page_pass=page_pass)
        if replaced is None:
            return grant
        with self._open_session() as work, work.begin():
            work.execute(delete(RefreshToken).where(RefreshToken.digest == digest(replaced)))
            work.execute(
                update(RefreshToken)
                .where(RefreshToken.digest == digest(grant.refresh_token))
                .values(digest=digest(replaced))
            )
        return replace(grant, refresh_token=replaced)


@fault(breaks="login/fresh-credentials")
def adopts_a_preset_refresh_token(honest: Parts) -> Parts:
    """A browser that already has a session cookie keeps its value at login: the session just becomes someone's."""
    return replace(honest, sessions=_AdoptedTokens)


class _TellingRefusal(Authentication):
    def login_failed(self, _request: Request, username: str) -> Response:
        if self._services.accounts.by_username(username) is None:
            return Refusal(404, "user_not_found").as_response()
        return Refusal(401, "wrong_password").as_response()


@fault(breaks="login/failure-uniform")
def says_which_user_names_exist(honest: Parts) -> Parts:
    """Users mistype their names, so the form tells them whether it was the name or the password."""
    return replace(honest, authentication=_TellingRefusal)


class _NumberedRefusal(Authentication):
    def login_failed(self, _request: Request, username: str) -> Response:
        is_known = self._services.accounts.by_username(username) is not None
        return JSONResponse({"error": "login_failed", "code": 1002 if is_known else 1001}, 401)


@fault(breaks="login/failure-uniform")
def numbers_the_reasons_of_a_failed_login(honest: Parts) -> Parts:
    """The text is the same for every failure, as the audit wanted; support looks at the number beside it."""
    return replace(honest, authentication=_NumberedRefusal)


class _SessionBeforePassword(Authentication):
    def login_failed(self, request: Request, username: str) -> Response:
        answer = super().login_failed(request, username)
        account = self._services.accounts.by_username(username)
        if account is not None:
            self._services.cookie.write(answer, self.open_session(request, account))
        return answer


@fault(breaks="login/failure-uniform")
def opens_the_session_before_the_password_is_proven(honest: Parts) -> Parts:
    """The session is prepared while the password is being hashed, to save time, and its cookie goes out either way."""
    return replace(honest, authentication=_SessionBeforePassword)


class _MatchesAQuery(Authentication):
    async def login(self, request: Request) -> Response:
        try:
            document = json.loads(await request.body())
        except ValueError:
            document = None
        fields = document if isinstance(document, dict) else {}
        asked = fields.get("password")
        account = None
        if isinstance(asked, dict) and "$ne" in asked:
            account = self._services.accounts.by_username(str(fields.get("username")))
        if account is None:
            return await super().login(request)
        return self.logged_in(await run_in_threadpool(self.open_session, request, account))


class _MatchesTwoQueries(Authentication):
    async def login(self, request: Request) -> Response:
        try:
            document = json.loads(await request.body())
        except ValueError:
            document = None
        fields = document if isinstance(document, dict) else {}
        if not all(isinstance(fields.get(name), dict) for name in ("username", "password")):
            return await super().login(request)
        with self._services.sessions._open_session() as work:
            account = work.scalars(select(Account).limit(1)).one()
        return self.logged_in(await run_in_threadpool(self.open_session, request, account))


@fault(breaks="login/failure-uniform")
def hands_name_and_password_to_a_query(honest: Parts) -> Parts:
    """The query is for whoever has this name and this password, and both may be conditions that everybody meets."""
    return replace(honest, authentication=_MatchesTwoQueries)


@fault(breaks="login/failure-uniform")
def hands_the_password_to_a_query(honest: Parts) -> Parts:
    """The body goes into the query of a document database as it comes, where {"$ne": ""} matches every password."""
    return replace(honest, authentication=_MatchesAQuery)
