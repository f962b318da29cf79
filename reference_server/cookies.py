"""The refresh cookie: one place that writes it, clears it and reads it, so that the three always agree."""

from starlette.requests import Request
from starlette.responses import Response

from reference_server.policy import Policy
from reference_server.sessions import Grant


class RefreshCookie:
    """The cookie that carries the refresh token (S1.61; RFC 6265bis)."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def read(self, request: Request) -> str | None:
        """The refresh token that came with the request, if any."""
        return request.cookies.get(self._policy.cookie_name) or None

    def write(self, response: Response, grant: Grant) -> None:
        """Hands the refresh token to the browser, for exactly as long as the server honours it."""
        self._append(response, grant.refresh_token, self._max_age(grant))

    def clear(self, response: Response) -> None:
        """Takes the cookie from the browser: same name, path and domain as when it was set (RFC 6265, section 3.1)."""
        self._append(response, "", 0)

    def _max_age(self, grant: Grant) -> int | None:
        return grant.life if self._policy.cookie_persistent else None

    def _append(self, response: Response, value: str, max_age: int | None) -> None:
        attributes = [f"{self._policy.cookie_name}={value}", f"Path={self._policy.cookie_path}"]
        if max_age is not None:
            attributes.append(f"Max-Age={max_age}")
        if self._policy.cookie_domain is not None:
            attributes.append(f"Domain={self._policy.cookie_domain}")
        if self._policy.cookie_http_only:
            attributes.append("HttpOnly")
        if self._policy.cookie_secure:
            attributes.append("Secure")
        if self._policy.cookie_same_site is not None:
            attributes.append(f"SameSite={self._policy.cookie_same_site}")
        response.headers.append("Set-Cookie", "; ".join(attributes))
