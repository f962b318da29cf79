"""Faults of what a foreign page can make a browser do."""

from collections.abc import Collection
from dataclasses import replace
from urllib.parse import parse_qs

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication, signed_out
from reference_server.faults.registry import fault
from reference_server.policy import Policy, Profile
from reference_server.sessions import SessionRefused, digest
from reference_server.store import Family, RefreshToken

_COOKIE_MARK = "cookie "
_WITH_PAGE_COOKIES = (Profile.GUIDE_2019, Profile.GUIDE_2022)
"""Profiles whose login sets a cookie that opens a page, be it the refresh cookie or one for rendered pages."""


class _CookieIsEnough(AccountApi):
    def presented_token(self, request: Request) -> str | None:
        cookie = self._services.cookie.read(request)
        return super().presented_token(request) or (f"{_COOKIE_MARK}{cookie}" if cookie else None)

    def account_id_of(self, request: Request, token: str) -> str:
        if not token.startswith(_COOKIE_MARK):
            return super().account_id_of(request, token)
        with self._services.sessions._open_session() as work:
            owner = work.scalars(
                select(Family.account_id)
                .join(RefreshToken, RefreshToken.family_id == Family.id)
                .where(
                    RefreshToken.digest == digest(token.removeprefix(_COOKIE_MARK)),
                    RefreshToken.retired_at.is_(None),
                    Family.revoked_at.is_(None),
                )
            ).one_or_none()
        return owner or super().account_id_of(request, token)


@fault(breaks="csrf/api-ignores-cookies")
def takes_the_refresh_cookie_for_a_login(honest: Parts) -> Parts:
    """A download link cannot send a header, so the API takes the cookie when there is no token."""
    return replace(honest, account_api=_CookieIsEnough)


@fault(breaks="csrf/refresh-cross-site-rejected")
def asks_no_request_where_it_comes_from(honest: Policy) -> Policy:
    """The cookie says SameSite, and that is what protects it; that sub-domains are the same site, nobody knew."""
    return replace(honest, same_origin_required=False)


class _SiblingsMayRefresh(Authentication):
    async def refresh(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site") == "same-site":
            return await super().refresh(_without(request, {b"origin", b"sec-fetch-site"}))
        return await super().refresh(request)


@fault(breaks="csrf/refresh-cross-site-rejected")
def trusts_every_sibling(honest: Parts) -> Parts:
    """The shop and the forum are on sub-domains of their own and want to refresh as well, so the whole site may."""
    return replace(honest, authentication=_SiblingsMayRefresh)


class _SpendsFirst(Authentication):
    async def refresh(self, request: Request) -> Response:
        spent = self._services.cookie.read(request)
        if request.headers.get("sec-fetch-site") in ("same-site", "cross-site") and spent is not None:
            try:
                self.exchange(spent)
            except SessionRefused:
                return self.refresh_refused()
        return await super().refresh(request)


@fault(breaks="csrf/refresh-cross-site-rejected")
def spends_the_token_before_it_looks_at_the_origin(honest: Parts) -> Parts:
    """The check of the origin is in the last middleware, and refuses the answer when the token has been spent."""
    return replace(honest, authentication=_SpendsFirst)


class _RefreshByGet(Authentication):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/refresh_token", self.refresh, methods=["GET"])]


@fault(breaks="csrf/refresh-not-simple")
def refreshes_by_get_too(honest: Parts) -> Parts:
    """The refresh has no body and answers with data, so it is a GET at heart, and was made one as well."""
    return replace(honest, authentication=_RefreshByGet)


class _RefreshByLink(Authentication):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/refresh_token", self.linked, methods=["GET"])]

    async def linked(self, request: Request) -> Response:
        spent = request.query_params.get("refresh_token", "")
        if not await run_in_threadpool(self.is_same_browser, request, spent):
            return self.refresh_refused()
        try:
            return await run_in_threadpool(self.refreshed, request, await run_in_threadpool(self.exchange, spent))
        except SessionRefused:
            return self.refresh_refused()


@fault(breaks="csrf/refresh-not-simple", profiles=(Profile.GUIDE_2022,))
def refreshes_by_a_link_with_the_token(honest: Parts) -> Parts:
    """A refresh fetches a token, and fetching is what GET is for; the refresh token is a parameter like any other."""
    return replace(honest, authentication=_RefreshByLink)


class _LogoutByLink(Authentication):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/logout", self.logout, methods=["GET"])]


@fault(breaks="csrf/refresh-not-simple")
def logs_out_by_a_link(honest: Parts) -> Parts:
    """Logout is an entry of a menu, menus are made of links, and links send GET."""
    return replace(honest, authentication=_LogoutByLink)


class _BelievesTheOverride(Authentication):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/refresh_token", self.overridden, methods=["GET"])]

    async def overridden(self, request: Request) -> Response:
        named = request.headers.get("x-http-method-override") or request.query_params.get("_method")
        return await self.refresh(request) if named == "POST" else Response(status_code=405)


@fault(breaks="csrf/refresh-not-simple")
def believes_the_method_override(honest: Parts) -> Parts:
    """A proxy once let only GET through, and the framework's switch for that has been on ever since."""
    return replace(honest, authentication=_BelievesTheOverride)


class _LogoutForAnyPage(Authentication):
    async def logout(self, request: Request) -> Response:
        current = self._services.cookie.read(request)
        if current is not None:
            self._services.sessions.close(current)
        return signed_out(self._services)


@fault(breaks="csrf/logout-protected", profiles=(Profile.BCP_2026,))
def lets_any_page_log_the_user_out(honest: Parts) -> Parts:
    """A forged logout does no harm, it was thought, so the check of the origin was left out there."""
    return replace(honest, authentication=_LogoutForAnyPage)


class _LoginFromAnywhere(Authentication):
    async def login(self, request: Request) -> Response:
        bare = _without(request, {b"origin", b"sec-fetch-site", b"content-type"})
        bare.scope["headers"].append((b"content-type", b"application/json"))
        return await super().login(bare)


@fault(breaks="csrf/login-csrf", profiles=_WITH_PAGE_COOKIES)
def reads_json_whatever_it_is_called(honest: Parts) -> Parts:
    """The login parses the body as JSON and asks for no content type; there is no session yet to be abused."""
    return replace(honest, authentication=_LoginFromAnywhere)


class _LoginByForm(Authentication):
    async def login(self, request: Request) -> Response:
        if "form" not in request.headers.get("content-type", ""):
            return await super().login(request)
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name, word = (fields.get(field, [""])[0] for field in ("username", "password"))
        account = await run_in_threadpool(self._services.passwords.account_for, name, word)
        if account is None:
            return self.login_failed(request, name)
        return self.logged_in(await run_in_threadpool(self.open_session, request, account))


@fault(breaks="csrf/login-csrf", profiles=_WITH_PAGE_COOKIES)
def logs_in_by_a_form_too(honest: Parts) -> Parts:
    """Before the application had scripts the login was a form, and the old way in was never closed."""
    return replace(honest, authentication=_LoginByForm)


def _without(request: Request, names: Collection[bytes]) -> Request:
    headers = [(name, value) for name, value in request.scope["headers"] if name not in names]
    return Request({**request.scope, "headers": headers}, request.receive)
