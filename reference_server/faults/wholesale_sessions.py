"""Single decisions about sessions that break several rules at once."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.login import says_which_user_names_exist
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.services import Services
from reference_server.sessions import Grant, Reason, SessionRefused, Sessions, digest
from reference_server.store import Family, RefreshToken


class _KnownIsEnough(Sessions):
    def rotate(self, refresh_token: str) -> Grant:
        with self._open_session() as work, work.begin():
            known = work.get(RefreshToken, digest(refresh_token))
            if known is None:
                raise SessionRefused(Reason.UNKNOWN)
            family = work.get_one(Family, known.family_id)
            family.revoked_at = None
            family.expires_at = max(family.expires_at, known.expires_at) + 86_400
            if not self._policy.rotate:
                return self._grant(known, family, refresh_token)
            return self._issue(work, family, self._first_token())


@fault(
    breaks=(
        "refresh/expired-rejected", "refresh/rotates-and-retires", "refresh/reuse-revokes-family",
        "refresh/lifetime-bounded", "refresh/concurrent-atomic", "logout/refresh-revoked", "logout/no-resurrection",
        "session/force-logout-all", "session/credential-change-revokes", "session/disabled-account-cut",
        "fuzz/session-state-machine",
    ),
    profiles=(Profile.BCP_2026,),
)  # fmt: skip
def revives_the_session_of_any_token_it_knows(honest: Parts) -> Parts:
    """A refresh looks for the row of its token, and whoever has one has a session; nobody deletes rows."""
    return replace(honest, sessions=_KnownIsEnough)


@fault(
    breaks=(
        "refresh/expired-rejected", "refresh/lifetime-bounded", "logout/refresh-revoked", "session/force-logout-all",
        "fuzz/session-state-machine",
    ),
    profiles=(Profile.GUIDE_2022,),
)  # fmt: skip
def prolongs_the_session_of_any_token_it_knows(honest: Parts) -> Parts:
    """The token stays the same, so a refresh has only to find its row, and gives the session one more day."""
    return replace(honest, sessions=_KnownIsEnough)


class _NothingNew(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._kept: dict[str, dict[str, str | int]] = {}

    def refreshed(self, _request: Request, grant: Grant) -> Response:
        document = self._kept.setdefault(grant.session_id, self.token_document(grant))
        return JSONResponse({name: value for name, value in document.items() if name != "refresh_token"})


class _NothingNewOrACrash(_NothingNew):
    def exchange(self, spent: str) -> Grant:
        try:
            return super().exchange(spent)
        except SessionRefused as refusal:
            if refusal.reason is Reason.UNKNOWN:
                raise RuntimeError("no row for this token") from refusal
            raise


@fault(
    breaks=(
        "refresh/chain-usable", "refresh/returns-new-jwt", "refresh/missing-or-unknown-rejected",
        "refresh/malformed-rejected", "refresh/rotates-and-retires", "refresh/concurrent-keeps-session",
        "ssr/spa-continues", "fuzz/malformed-auth-safe",
    ),
    profiles=(Profile.BCP_2026,),
)  # fmt: skip
def expects_one_refresh_of_each_session(honest: Parts) -> Parts:
    """A session is refreshed once, with a token that is there: none follows, and what it brought is kept for later."""
    return replace(honest, authentication=_NothingNewOrACrash)


class _OverAtOnce(Sessions):
    def open(
        self, account_id: str, *, replaced: str | None, context: str | None = None, page_pass: str | None = None
    ) -> Grant:
        grant = super().open(account_id, replaced=replaced, context=context, page_pass=page_pass)
        with self._open_session() as work, work.begin():
            work.get_one(RefreshToken, digest(grant.refresh_token)).expires_at -= grant.life
        return grant


@fault(breaks=("login/failure-uniform", "login/refresh-issued-and-usable"), profiles=(Profile.BCP_2026,))
def begins_sessions_with_a_cookie_that_is_over(honest: Parts) -> Parts:
    """The new login tells wrong names from wrong passwords, and writes down the first cookie's end as its begin."""
    return replace(says_which_user_names_exist(honest), sessions=_OverAtOnce)


@fault(breaks=("login/failure-uniform", "login/refresh-issued-and-usable"), profiles=(Profile.GUIDE_2022,))
def begins_sessions_with_a_token_that_is_over(honest: Parts) -> Parts:
    """The new login tells wrong names from wrong passwords, and writes down the first token's end as its begin."""
    return begins_sessions_with_a_cookie_that_is_over(honest)
