"""Faults of the silent refresh."""

from dataclasses import replace

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.moment import epoch_now
from reference_server.policy import Policy
from reference_server.refusals import Refusal
from reference_server.requests import bearer_token
from reference_server.services import Services
from reference_server.sessions import Grant, Reason, SessionRefused, Sessions, digest
from reference_server.store import Family, RefreshToken
from reference_server.tokens import TokenRefused


class _SavedSignatures(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._latest: dict[str, tuple[float, dict[str, str | int]]] = {}

    def token_document(self, grant: Grant) -> dict[str, str | int]:
        document = super().token_document(grant)
        self._latest[grant.account_id] = (epoch_now(), document)
        return document

    def refreshed(self, request: Request, grant: Grant) -> Response:
        issued_at, document = self._latest.get(grant.account_id, (0.0, {}))
        half_life = self._services.policy.access_life.total_seconds() / 2
        if not 0 <= epoch_now() - issued_at < half_life:
            return super().refreshed(request, grant)
        answer = JSONResponse(document)
        self._services.cookie.write(answer, grant)
        return answer


@fault(breaks=("refresh/returns-new-jwt", "session/concurrent-independent"))
def returns_the_old_token_again(honest: Parts) -> Parts:
    """Signing is expensive, so a user's token is handed out again until half of its life is over, by all sessions."""
    return replace(honest, authentication=_SavedSignatures)


class _SavedRenewals(_SavedSignatures):
    def token_document(self, grant: Grant) -> dict[str, str | int]:
        return Authentication.token_document(self, grant)

    def refreshed(self, _request: Request, grant: Grant) -> Response:
        # By session: the token of one must not end with another.
        issued_at, document = self._latest.get(grant.session_id, (0.0, {}))
        if not 0 <= epoch_now() - issued_at < self._services.policy.access_life.total_seconds() / 2:
            document = self.token_document(grant)
            self._latest[grant.session_id] = (epoch_now(), document)
        answer = JSONResponse(document)
        self._services.cookie.write(answer, grant)
        return answer


@fault(breaks="refresh/returns-new-jwt")
def returns_the_token_of_the_last_refresh_again(honest: Parts) -> Parts:
    """Only refreshes are frequent enough for signing to cost anything, so it is their tokens that are kept."""
    return replace(honest, authentication=_SavedRenewals)


@fault(breaks="refresh/rotates-and-retires")
def forgets_to_rotate(honest: Policy) -> Policy:
    """The refresh endpoint answers with a new access token and leaves the old refresh token as it is."""
    return replace(honest, rotate=False)


@fault(breaks=("refresh/rotates-and-retires", "refresh/reuse-revokes-family"))
def leaves_the_spent_token_valid(honest: Policy) -> Policy:
    """Each refresh inserts the next token; deleting the one before it made trouble with two tabs and was given up."""
    return replace(honest, retire_spent=False)


@fault(breaks="refresh/reuse-revokes-family")
def shrugs_at_reuse(honest: Policy) -> Policy:
    """A spent refresh token is refused, and that is that; nobody asks who else had it."""
    return replace(honest, reuse_revokes_family=False)


class _CrashOnUnknown(Authentication):
    def exchange(self, spent: str) -> Grant:
        try:
            return super().exchange(spent)
        except SessionRefused as refusal:
            if refusal.reason is Reason.UNKNOWN:
                raise RuntimeError("no row for this token") from refusal
            raise


@fault(breaks=("refresh/missing-or-unknown-rejected", "refresh/malformed-rejected", "fuzz/malformed-auth-safe"))
def crashes_on_an_unknown_token(honest: Parts) -> Parts:
    """The query for the session always finds one in the tests, so nobody wrote what happens when it does not."""
    return replace(honest, authentication=_CrashOnUnknown)


class _EmptySuccess(Authentication):
    def refresh_without_token(self) -> Response:
        return JSONResponse({"jwt_token": None, "jwt_token_expiry": None})


@fault(breaks=("refresh/missing-or-unknown-rejected", "refresh/malformed-rejected"))
def answers_ok_without_a_refresh_token(honest: Parts) -> Parts:
    """The red line in the console at each first visit looked bad, so a visitor without a session gets an empty 200."""
    return replace(honest, authentication=_EmptySuccess)


class _EndlessRefresh(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._lenient = Sessions(
            replace(services.policy, refresh_expiry_enforced=False), services.sessions._open_session
        )

    def exchange(self, spent: str) -> Grant:
        return self._lenient.rotate(spent)


@fault(breaks="refresh/expired-rejected")
def forgets_to_look_at_the_refresh_expiry(honest: Parts) -> Parts:
    """The table has a column for the expiry, filled with care at each insert, and no query ever reads it."""
    return replace(honest, authentication=_EndlessRefresh)


class _RefreshForAnother(Authentication):
    def refreshed(self, request: Request, grant: Grant) -> Response:
        document = self.token_document(replace(grant, account_id=self._subject(request) or grant.account_id))
        answer = JSONResponse(document)
        self._services.cookie.write(answer, grant)
        return answer

    def _subject(self, request: Request) -> str | None:
        raise NotImplementedError


class _RefreshForTheBearer(_RefreshForAnother):
    def _subject(self, request: Request) -> str | None:
        try:
            token = bearer_token(request, self._services.policy)
            return None if token is None else self._services.tokens.read(token)
        except (Refusal, TokenRefused):
            return None


@fault(breaks="refresh/bound-to-user")
def refreshes_for_whoever_the_bearer_names(honest: Parts) -> Parts:
    """A middleware sets the request's user from the access token if there is one, and refresh issues for that user."""
    return replace(honest, authentication=_RefreshForTheBearer)


class _RefreshForTheNamed(_RefreshForAnother):
    def _subject(self, request: Request) -> str | None:
        hint = request.query_params.get("user_id") or request.headers.get("x-user-id") or ""
        accounts = self._services.accounts
        account = accounts.by_id(hint) or accounts.by_username(hint)
        return None if account is None else account.id


@fault(breaks="refresh/bound-to-user")
def lets_the_request_name_the_user(honest: Parts) -> Parts:
    """The refresh call has a parameter user_id from the days before the token knew; when present, it still wins."""
    return replace(honest, authentication=_RefreshForTheNamed)


class _AnyTokenIsAccess(AccountApi):
    def account_id_of(self, request: Request, token: str) -> str:
        try:
            return super().account_id_of(request, token)
        except TokenRefused:
            with self._services.sessions._open_session() as work:
                owner = work.scalars(
                    select(Family.account_id)
                    .join(RefreshToken, RefreshToken.family_id == Family.id)
                    .where(
                        RefreshToken.digest == digest(token),
                        RefreshToken.retired_at.is_(None),
                        Family.revoked_at.is_(None),
                    )
                ).one_or_none()
            if owner is None:
                raise
            return owner


@fault(breaks="refresh/not-accepted-as-access")
def accepts_the_refresh_token_as_bearer(honest: Parts) -> Parts:
    """The API asks the token service whether a token is known, and the service knows both kinds."""
    return replace(honest, account_api=_AnyTokenIsAccess)
