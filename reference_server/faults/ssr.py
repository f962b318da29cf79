"""Faults of the pages that the server renders: whose page it is, and what becomes of the cookie."""

from contextvars import ContextVar
from dataclasses import replace

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.endpoints.pages import Pages
from reference_server.faults.cookie import rewrite_cookie
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.services import Services
from reference_server.sessions import Grant, Reason, SessionRefused, Sessions, digest
from reference_server.store import Account, Family, RefreshToken


class _RenderedForNobody(Pages):
    def rendered(self, _account: Account | None, grant: Grant) -> Response:
        return super().rendered(None, grant)


@fault(breaks="ssr/renders-identity")
def renders_the_page_for_nobody(honest: Parts) -> Parts:
    """The page server refreshes the session and then forgets to ask the API who it is; the client fills that in."""
    return replace(honest, pages=_RenderedForNobody)


class _OnePageForAll(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._rendered_first: dict[str, Account | None] = {}
        self._address: ContextVar[str] = ContextVar("address of the page that is rendered")

    async def dashboard(self, request: Request) -> Response:
        self._address.set(str(request.url))
        return await super().dashboard(request)

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        return super().rendered(self._rendered_first.setdefault(self._address.get(), account), grant)


@fault(breaks=("ssr/not-cacheable", "ssr/renders-identity"))
def shows_everyone_the_first_page_rendered(honest: Parts) -> Parts:
    """Rendered pages are cached by their address, and the address is the same for everyone."""
    return replace(honest, pages=_OnePageForAll)


class _CrashOnUnknown(Pages):
    def spend(self, refresh_token: str) -> Grant:
        try:
            return super().spend(refresh_token)
        except SessionRefused as refusal:
            if refusal.reason is Reason.UNKNOWN:
                raise RuntimeError("no session for this cookie") from refusal
            raise


@fault(breaks="ssr/anonymous-clean")
def crashes_on_a_bad_cookie_in_a_render(honest: Parts) -> Parts:
    """The page server takes the answer of the refresh endpoint for granted and fails on the first visitor without."""
    return replace(honest, pages=_CrashOnUnknown)


class _EndedSessionsToo(Pages):
    async def dashboard(self, request: Request) -> Response:
        answer = await super().dashboard(request)
        spent = self._services.cookie.read(request)
        if answer.status_code != 302 or spent is None:
            return answer
        owner = await run_in_threadpool(self._former_owner, spent)
        return answer if owner is None else HTMLResponse(self._render(owner))

    def _former_owner(self, refresh_token: str) -> Account | None:
        with self._services.sessions._open_session() as work:
            return work.scalars(
                select(Account)
                .join(Family, Family.account_id == Account.id)
                .join(RefreshToken, RefreshToken.family_id == Family.id)
                .where(RefreshToken.digest == digest(refresh_token))
            ).one_or_none()


@fault(breaks="ssr/anonymous-clean")
def renders_for_ended_sessions(honest: Parts) -> Parts:
    """For the page it is enough to look up whose cookie it is; whether the session still lives, the API will find."""
    return replace(honest, pages=_EndedSessionsToo)


class _NeverTooOld(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        policy = replace(services.policy, refresh_expiry_enforced=False)
        self._sessions = Sessions(policy, services.sessions._open_session)

    def spend(self, refresh_token: str) -> Grant:
        return self._sessions.rotate(refresh_token)


@fault(breaks="ssr/anonymous-clean", profiles=(Profile.GUIDE_2019, Profile.BCP_2026))
def renders_for_expired_refresh_cookies(honest: Parts) -> Parts:
    """The page server reads the sessions by itself, with a query from before they had an end."""
    return replace(honest, pages=_NeverTooOld)


class _CookieKept(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        del answer.headers["set-cookie"]
        return answer


@fault(breaks="ssr/rotated-cookie-returned")
def keeps_the_rotated_cookie_to_itself(honest: Parts) -> Parts:
    """The page server throws the cookie of its refresh away; the page is quick enough to refresh within the grace."""
    return replace(honest, pages=_CookieKept)


class _CookieWithoutLifetime(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        seconds = self._services.cookie._max_age(grant)
        return rewrite_cookie(super().rendered(account, grant), old=f"; Max-Age={seconds}", new="")


@fault(breaks="ssr/rotated-cookie-returned")
def forgets_the_lifetime_of_the_rendered_cookie(honest: Parts) -> Parts:
    """The page server passes the cookie on by name and value, and the browser drops it when it is closed."""
    return replace(honest, pages=_CookieWithoutLifetime)
