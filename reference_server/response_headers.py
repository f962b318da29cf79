"""The headers of every answer, added in one place around the whole application."""

from email.utils import formatdate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_server.moment import epoch_now
from reference_server.policy import Policy


class ResponseHeaders:
    """Adds ``Date`` and the security headers; an answer that says nothing about caching is private."""

    def __init__(self, application: ASGIApp, policy: Policy) -> None:
        self._application = application
        self._cache_control = policy.private_answers_cache_control
        enforced = "" if policy.content_security_enforced else "-Report-Only"
        self._fixed = {
            f"Content-Security-Policy{enforced}": str(policy.content_security),
            "X-Content-Type-Options": policy.content_type_options,
            "Referrer-Policy": policy.referrer_policy,
            "Cross-Origin-Opener-Policy": policy.opener_policy,
            "Cross-Origin-Resource-Policy": policy.resource_policy,
        }
        if policy.transport_security is not None:
            self._fixed["Strict-Transport-Security"] = policy.transport_security

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._fixed)
                headers.setdefault("Cache-Control", self._cache_control)
                # NOTE: not left to the HTTP server, which caches the value and so lags behind a moved clock.
                headers["Date"] = formatdate(epoch_now(), usegmt=True)
            await send(message)

        await self._application(scope, receive, send_with_headers)
