"""Login, silent refresh and logout: the only endpoints that see a password or a refresh token."""

import secrets
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.policy import RefreshTransport
from reference_server.refusals import Refusal
from reference_server.requests import demand_cookie_request, demand_same_origin, text_fields
from reference_server.services import Services
from reference_server.sessions import Grant, SessionRefused
from reference_server.store import Account


class Authentication:
    """``POST /login``, ``/refresh_token`` and ``/logout``."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [
            Route("/login", self.login, methods=["POST"]),
            Route("/refresh_token", self.refresh, methods=["POST"]),
            Route("/logout", self.logout, methods=["POST"]),
        ]

    async def login(self, request: Request) -> Response:
        """Trades a user name and a password for an access token (body) and a refresh token (cookie or body)."""
        demand_same_origin(request, self._services.policy, self._services.origins)
        fields = await text_fields(request, self._services.policy, ("username", "password"))
        wait = self._services.throttle.seconds_to_wait(fields["username"])
        if wait:
            raise Refusal(429, "too_many_attempts", headers={"Retry-After": str(wait)})
        account = await run_in_threadpool(self._services.passwords.account_for, fields["username"], fields["password"])
        if account is None:
            self._services.throttle.failed(fields["username"])
            return await run_in_threadpool(self.login_failed, request, fields["username"])
        self._services.throttle.succeeded(fields["username"])
        grant = await run_in_threadpool(self.open_session, request, account)
        return self.logged_in(grant)

    async def refresh(self, request: Request) -> Response:
        """Trades the refresh token for a new access token, and the next refresh token where they rotate (S1.73)."""
        spent = await self.presented_refresh_token(request)
        if spent is None:
            return self.refresh_without_token()
        return await run_in_threadpool(self._refresh_with, request, spent)

    async def logout(self, request: Request) -> Response:
        """Ends the session of this cookie and takes the cookie back; without a cookie there is nothing to end."""
        await demand_cookie_request(request, self._services.policy, self._services.origins)
        current = self._services.cookie.read(request)
        if current is not None:
            await run_in_threadpool(self._services.sessions.close, current)
        # The fingerprint names the session as well as a refresh token does, and a page that lost that still sends it.
        await run_in_threadpool(self._close_session_of_browser, request)
        return signed_out(self._services)

    def _refresh_with(self, request: Request, spent: str) -> Response:
        # Before the refresh token is touched: a thief who lacks the cookie must not even spend it (S2.69 to S2.71).
        if not self.is_same_browser(request, spent):
            return self.refresh_refused()
        try:
            grant = self.exchange(spent)
        except SessionRefused:
            return self.refresh_refused()
        return self.refreshed(request, grant)

    def refresh_without_token(self) -> Response:
        """The answer to a refresh without a cookie: the same as to one with a bad cookie."""
        return self.refresh_refused()

    def refresh_refused(self) -> Response:
        """The one answer to every refresh without a good refresh token; it takes a bad refresh cookie away."""
        answer = Refusal(401, "session_refused").as_response()
        self._services.cookie.clear(answer)
        return answer

    def login_failed(self, _request: Request, _username: str) -> Response:
        """The one answer to every failed login."""
        return Refusal(401, "invalid_credentials").as_response()

    def logged_in(self, grant: Grant) -> Response:
        """The answer to a login."""
        return self.granted(grant)

    def open_session(self, request: Request, account: Account) -> Grant:
        """A session of its own for each login; what the browser sent along is ended, never adopted."""
        policy, sessions, fingerprints = self._services.policy, self._services.sessions, self._services.fingerprints
        replaced, fingerprint = self._services.cookie.read(request), fingerprints.fresh(request)
        if fingerprint is None:
            return sessions.open(account.id, replaced=replaced)
        if policy.login_ends_replaced_session:
            self._close_session_of_browser(request)
        page_pass = None if policy.page_cookie_name is None else secrets.token_urlsafe(policy.refresh_bytes)
        grant = sessions.open(
            account.id, replaced=replaced, context=fingerprints.context_of(fingerprint), page_pass=page_pass
        )
        return replace(grant, fingerprint=fingerprint, page_pass=page_pass)

    async def presented_refresh_token(self, request: Request) -> str | None:
        """The refresh token of the request, from the one place where the policy has it.

        :raises Refusal: the request comes from elsewhere, or is malformed.
        """
        policy, origins = self._services.policy, self._services.origins
        if policy.refresh_transport is RefreshTransport.COOKIE:
            await demand_cookie_request(request, policy, origins)
            return self._services.cookie.read(request)
        demand_same_origin(request, policy, origins)
        return (await text_fields(request, policy, ("refresh_token",)))["refresh_token"] or None

    def is_same_browser(self, request: Request, refresh_token: str) -> bool:
        """Whether the refresh token comes from the browser that it was issued to, as far as the policy ties it to one.

        What the session knows of its browser counts, and nothing that the request says of it (S2.70).
        """
        context = self._services.sessions.context_of(refresh_token) if self._services.policy.fingerprint else None
        return self._services.fingerprints.is_met_at_refresh(request, context)

    def exchange(self, spent: str) -> Grant:
        """Trades the refresh token for its successor.

        :raises SessionRefused: the token is unknown, spent, revoked or expired.
        """
        return self._services.sessions.rotate(spent)

    def refreshed(self, _request: Request, grant: Grant) -> Response:
        """The answer to a refresh: what the refresh token earned, whatever else the request says."""
        return self.granted(grant)

    def granted(self, grant: Grant) -> Response:
        """The answer to login and refresh: the access token in the body, the refresh token where the policy says."""
        answer = JSONResponse(self.token_document(grant))
        self.write_cookies(answer, grant)
        return answer

    def write_cookies(self, answer: Response, grant: Grant) -> None:
        """Hands the browser what it keeps of this session."""
        self._services.cookie.write(answer, grant)
        if grant.fingerprint is not None:
            self._services.fingerprints.write(answer, grant.fingerprint)
        if grant.page_pass is not None:
            self._services.page_cookie.write(answer, grant.page_pass)

    def token_document(self, grant: Grant) -> dict[str, str | int]:
        """The body: ``jwt_token``, and ``jwt_token_expiry`` in epoch seconds (S1.69) or ``refresh_token`` (S2.66)."""
        access = self._services.tokens.issue(grant.account_id, context=grant.context, session_id=grant.session_id)
        if self._services.policy.refresh_transport is RefreshTransport.BODY:
            return {"jwt_token": access.jwt, "refresh_token": grant.refresh_token}
        return {"jwt_token": access.jwt, "jwt_token_expiry": access.expires_at}

    def _close_session_of_browser(self, request: Request) -> None:
        fingerprints = self._services.fingerprints
        presented = fingerprints.presented(request)
        if presented is not None:
            self._services.sessions.close_context(fingerprints.context_of(presented))


def signed_out(services: Services) -> Response:
    """The answer to a logout: no content, the cookie cleared, and the browser told to forget."""
    answer = Response(status_code=204)
    if services.policy.logout_clears_cookie:
        services.cookie.clear(answer)
        services.fingerprints.clear(answer)
        services.page_cookie.clear(answer)
    if services.policy.clear_site_data:
        answer.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in services.policy.clear_site_data)
    return answer
