"""The fingerprint of the 2022 guide: a random cookie of the browser that logged in, whose hash is in every token.

It is what makes a token that was copied out of sessionStorage useless elsewhere: scripts can not read the cookie, and
its hash does not lead back to it (S2.24 to S2.31, S2.65 to S2.71).
"""

import hashlib
import hmac
import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from reference_server.cookies import cookies_named, set_cookie
from reference_server.policy import Policy


class Fingerprints:
    """Makes, writes, reads and compares fingerprints. Where the policy has none, everything matches."""

    def __init__(self, policy: Policy) -> None:
        self._design = policy.fingerprint

    def fresh(self, _request: Request) -> str | None:
        """A new fingerprint for a new session, whatever the browser sent along (S2.27)."""
        return None if self._design is None else secrets.token_urlsafe(self._design.random_bytes)

    def context_of(self, fingerprint: str) -> str:
        """What tokens say of a fingerprint: its SHA-256 in hexadecimal (S2.29)."""
        return hashlib.sha256(fingerprint.encode("utf-8", "surrogateescape")).hexdigest()

    def presented(self, request: HTTPConnection) -> str | None:
        """The fingerprint that came with the request. Of two cookies of its name neither can be trusted."""
        values = [] if self._design is None else cookies_named(request, self._design.cookie_name)
        return values[0] or None if len(values) == 1 else None

    def is_met_at_api(self, request: HTTPConnection, context: str | None) -> bool:
        """Whether a token with this context may be used by whoever sent the request."""
        return self._design is None or not self._design.required_at_api or self.matches(request, context)

    def is_met_at_refresh(self, request: HTTPConnection, context: str | None) -> bool:
        """Whether a session with this context may be refreshed by whoever sent the request."""
        return self._design is None or not self._design.required_at_refresh or self.matches(request, context)

    def matches(self, request: HTTPConnection, context: str | None) -> bool:
        """Whether the request comes from the browser of this context; nothing matches no context."""
        presented = self.presented(request)
        if presented is None or context is None:
            return False
        return hmac.compare_digest(self.context_of(presented).encode(), context.encode())

    def write(self, response: Response, fingerprint: str) -> None:
        """Hands the fingerprint to the browser, until that is closed (S2.82)."""
        if self._design is not None:
            set_cookie(
                response,
                self._design.cookie_name,
                fingerprint,
                http_only=self._design.http_only,
                secure=self._design.secure,
                same_site=self._design.same_site,
            )

    def clear(self, response: Response) -> None:
        """Takes the fingerprint from the browser."""
        if self._design is not None:
            set_cookie(response, self._design.cookie_name, "", max_age=0, same_site=self._design.same_site)
