"""The cookies: for each, one place that writes it, clears it and reads it, so that the three always agree."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from reference_server.policy import Policy, RefreshTransport, SameSite
from reference_server.sessions import Grant


def set_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    path: str = "/",
    max_age: int | None = None,
    domain: str | None = None,
    http_only: bool = True,
    secure: bool = True,
    same_site: SameSite | None = SameSite.LAX,
) -> None:
    """Adds a ``Set-Cookie`` line (RFC 6265bis); ``max_age`` is in seconds, and ``None`` ends with the browser."""
    attributes = [f"{name}={value}", f"Path={path}"]
    if max_age is not None:
        attributes.append(f"Max-Age={max_age}")
    if domain is not None:
        attributes.append(f"Domain={domain}")
    if http_only:
        attributes.append("HttpOnly")
    if secure:
        attributes.append("Secure")
    if same_site is not None:
        attributes.append(f"SameSite={same_site}")
    response.headers.append("Set-Cookie", "; ".join(attributes))


def cookies_named(request: HTTPConnection, name: str) -> list[str]:
    """The values of every cookie of this name that came with the request."""
    pairs = (pair.strip().partition("=") for line in request.headers.getlist("cookie") for pair in line.split(";"))
    return [value for key, _, value in pairs if key == name]


class RefreshCookie:
    """The cookie that carries the refresh token (S1.61; RFC 6265bis). There is none where that is in the body."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._is_used = policy.refresh_transport is RefreshTransport.COOKIE

    def read(self, request: Request) -> str | None:
        """The refresh token that came with the request, if any."""
        return request.cookies.get(self._policy.cookie_name) or None if self._is_used else None

    def write(self, response: Response, grant: Grant) -> None:
        """Hands the refresh token to the browser, for exactly as long as the server honours it."""
        if self._is_used:
            self._append(response, grant.refresh_token, self._max_age(grant))

    def clear(self, response: Response) -> None:
        """Takes the cookie from the browser: same name, path and domain as when it was set (RFC 6265, section 3.1)."""
        if self._is_used:
            self._append(response, "", 0)

    def _max_age(self, grant: Grant) -> int | None:
        return grant.life if self._policy.cookie_persistent else None

    def _append(self, response: Response, value: str, max_age: int | None) -> None:
        set_cookie(
            response,
            self._policy.cookie_name,
            value,
            path=self._policy.cookie_path,
            max_age=max_age,
            domain=self._policy.cookie_domain,
            http_only=self._policy.cookie_http_only,
            secure=self._policy.cookie_secure,
            same_site=self._policy.cookie_same_site,
        )


class PageCookie:
    """The cookie of the hybrid: it opens rendered pages and nothing else, where no refresh cookie could (S2.86)."""

    def __init__(self, policy: Policy) -> None:
        self._name = policy.page_cookie_name

    def read(self, request: Request) -> str | None:
        """The page pass that came with the request, if any."""
        return request.cookies.get(self._name) or None if self._name is not None else None

    def write(self, response: Response, page_pass: str) -> None:
        """Hands the page pass to the browser, until that is closed. Lax: links from elsewhere lead to the page too."""
        if self._name is not None:
            set_cookie(response, self._name, page_pass)

    def clear(self, response: Response) -> None:
        """Takes the page pass from the browser."""
        if self._name is not None:
            set_cookie(response, self._name, "", max_age=0)
