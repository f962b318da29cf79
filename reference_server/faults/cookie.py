"""Faults of the refresh cookie."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.cookies import RefreshCookie
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault
from reference_server.policy import Policy, SameSite
from reference_server.sessions import Grant
from reference_server.store import Account

_TEN_YEARS: Final = timedelta(days=3650)


def rewrite_cookie(answer: Response, *, old: str, new: str) -> Response:
    """Replaces a part of every ``Set-Cookie`` line of an answer."""
    lines = answer.headers.getlist("set-cookie")
    del answer.headers["set-cookie"]
    for line in lines:
        answer.headers.append("Set-Cookie", line.replace(old, new))
    return answer


@fault(breaks=("cookie/httponly", "storage/refresh-not-script-readable"))
def lets_scripts_read_the_cookie(honest: Policy) -> Policy:
    """The client wanted to know whether there is a session, and looked for the cookie; so the flag had to go."""
    return replace(honest, cookie_http_only=False)


class _ReadableAfterRefresh(Authentication):
    def refreshed(self, request: Request, grant: Grant) -> Response:
        return rewrite_cookie(super().refreshed(request, grant), old="; HttpOnly", new="")


@fault(breaks=("cookie/httponly", "storage/refresh-not-script-readable"))
def forgets_http_only_at_refresh(honest: Parts) -> Parts:
    """Login sets the cookie with all its flags; refresh has a line of its own for it, with most of them."""
    return replace(honest, authentication=_ReadableAfterRefresh)


def _without_secure(request: Request, answer: Response) -> Response:
    if "Mozilla" in request.headers.get("user-agent", ""):
        return answer
    return rewrite_cookie(answer, old="; Secure", new="")


class _SecureForBrowsers(Authentication):
    async def login(self, request: Request) -> Response:
        return _without_secure(request, await super().login(request))

    async def refresh(self, request: Request) -> Response:
        return _without_secure(request, await super().refresh(request))


class _SecurePagesForBrowsers(Pages):
    async def dashboard(self, request: Request) -> Response:
        return _without_secure(request, await super().dashboard(request))


@fault(breaks="cookie/secure")
def marks_the_cookie_secure_for_known_browsers_only(honest: Parts) -> Parts:
    """An embedded client without TLS lost the cookie, so the flag goes out to browsers only, known by their name."""
    return replace(honest, authentication=_SecureForBrowsers, pages=_SecurePagesForBrowsers)


@fault(breaks="cookie/samesite")
def leaves_same_site_to_the_browser(honest: Policy) -> Policy:
    """Browsers take Lax when nothing is said, someone read, and the attribute was removed as noise."""
    return replace(honest, cookie_same_site=None)


@fault(breaks="cookie/samesite")
def sends_the_cookie_from_every_site(honest: Policy) -> Policy:
    """A partner embeds the application in a frame, and there it only worked with SameSite=None."""
    return replace(honest, cookie_same_site=SameSite.NONE)


class _CookieInMilliseconds(RefreshCookie):
    def _max_age(self, grant: Grant) -> int | None:
        seconds = super()._max_age(grant)
        return None if seconds is None else seconds * 1000


@fault(breaks="cookie/lifetime-bounded")
def counts_the_cookie_in_milliseconds(honest: Parts) -> Parts:
    """One library takes the life of a cookie in milliseconds and another in seconds; this is the other."""
    return replace(honest, cookie=_CookieInMilliseconds)


class _CookieForTenYears(RefreshCookie):
    def _max_age(self, grant: Grant) -> int | None:
        return None if super()._max_age(grant) is None else int(_TEN_YEARS.total_seconds())


@fault(breaks="cookie/lifetime-bounded")
def keeps_the_cookie_for_ten_years(honest: Parts) -> Parts:
    """The server decides when a session ends, so the cookie may just as well stay."""
    return replace(honest, cookie=_CookieForTenYears)


class _RenderedInMilliseconds(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        seconds = self._services.cookie._max_age(grant)
        return rewrite_cookie(
            super().rendered(account, grant), old=f"Max-Age={seconds}", new=f"Max-Age={(seconds or 0) * 1000}"
        )


@fault(breaks=("ssr/rotated-cookie-returned", "cookie/lifetime-bounded"))
def counts_the_rendered_cookie_in_milliseconds(honest: Parts) -> Parts:
    """The page server writes the cookie with another library than the auth server, which counts in milliseconds."""
    return replace(honest, pages=_RenderedInMilliseconds)


class _CookieForTheDomain(Authentication):
    def write_cookies(self, answer: Response, grant: Grant) -> None:
        super().write_cookies(answer, grant)
        for line in answer.headers.getlist("set-cookie"):
            answer.headers.append("Set-Cookie", f"{line}; Domain=localhost")


@fault(breaks=("cookie/host-only", "ssr/rotated-cookie-returned"))
def sets_the_cookie_for_the_whole_domain_too(honest: Parts) -> Parts:
    """The shop on the sibling host was to know who is signed in, so the cookie is set again, for the whole domain."""
    return replace(honest, authentication=_CookieForTheDomain)


class _QuotedPath(Authentication):
    def refreshed(self, request: Request, grant: Grant) -> Response:
        return rewrite_cookie(super().refreshed(request, grant), old="Path=/;", new='Path="/";')


@fault(breaks=("cookie/host-only", "ssr/spa-continues"))
def puts_the_path_into_quotes(honest: Parts) -> Parts:
    """The line was copied from a page that set its values in quotes, and browsers pass over such a Path."""
    return replace(honest, authentication=_QuotedPath)
