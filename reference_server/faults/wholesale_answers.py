"""Single decisions about answers, cookies and pages that break several rules at once."""

import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from reference_server.blueprint import Blueprint, Parts
from reference_server.client_files import Client
from reference_server.endpoints.account import AccountApi
from reference_server.endpoints.authentication import Authentication
from reference_server.endpoints.pages import Pages
from reference_server.faults.cookie import rewrite_cookie, sets_the_cookie_for_the_whole_domain_too
from reference_server.faults.cors import trusts_the_null_origin
from reference_server.faults.headers import sends_no_content_policy
from reference_server.faults.login import adopts_a_preset_refresh_token
from reference_server.faults.logout import keeps_one_session_for_each_account
from reference_server.faults.refresh_tokens import makes_refresh_tokens_of_eight_bytes
from reference_server.faults.registry import fault
from reference_server.faults.ssr_addresses import AtTheReferrer
from reference_server.faults.transport import redirects_from_plain_http
from reference_server.policy import Profile
from reference_server.refusals import Refusal
from reference_server.services import Services
from reference_server.sessions import Grant
from reference_server.store import Account

_PROFILES = (Profile.GUIDE_2022, Profile.BCP_2026)
_IN_2026 = (Profile.BCP_2026,)


class _PageOfThePortal(Pages):
    async def dashboard(self, request: Request) -> Response:
        answer = await super().dashboard(request)
        if answer.status_code == 200:
            answer.body = HTMLResponse(self._render(None)).body
            answer.headers["Content-Length"] = str(len(answer.body))
        return answer


@fault(
    breaks=(
        "transport/https-only", "headers/csp-effective", "headers/framing", "cors/no-untrusted-origin",
        "cookie/host-only", "cookie/name-prefix", "fingerprint/cookie-set-at-login", "ssr/renders-identity",
    ),
    profiles=_PROFILES,
)  # fmt: skip
def moves_into_the_portal(honest: Blueprint) -> Blueprint:
    """The portal has its own ways: redirects from http, cookies for the domain, frames, scripts, pages for nobody."""
    policy = trusts_the_null_origin(sends_no_content_policy(redirects_from_plain_http(honest.policy)))
    parts = sets_the_cookie_for_the_whole_domain_too(honest.parts)
    return honest.with_policy(policy).with_parts(replace(parts, pages=_PageOfThePortal))


class _ForPartners(Authentication):
    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/refresh_token", self.refresh, methods=["GET"])]

    async def login(self, request: Request) -> Response:
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"content-type"]
        headers = [*kept, (b"content-type", b"application/json")]
        answer = await super().login(Request({**request.scope, "headers": headers}, request.receive))
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    def granted(self, grant: Grant) -> Response:
        answer = super().granted(grant)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer

    def token_document(self, grant: Grant) -> dict[str, str | int]:
        document = super().token_document(grant)
        early = int(document["jwt_token_expiry"]) - 120
        return {**document, "jwt_token_expiry": early, "refresh_token": grant.refresh_token}

    def write_cookies(self, answer: Response, grant: Grant) -> None:
        super().write_cookies(answer, grant)
        line = f"{self._services.policy.cookie_name}={grant.refresh_token}; Max-Age={10 * 365 * 86_400}"
        answer.headers.append("Set-Cookie", line)


class _WithoutChallenge(AccountApi):
    async def me(self, request: Request) -> Response:
        try:
            return await super().me(request)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code) from None


@fault(
    breaks=(
        "cookie/httponly", "cookie/secure", "cookie/samesite", "cookie/name-prefix", "cookie/lifetime-bounded",
        "storage/refresh-not-script-readable", "login/refresh-transport", "token/expiry-field-consistent",
        "headers/auth-responses-no-store", "headers/challenge-on-401", "cors/no-wildcard-credentials",
        "csrf/login-csrf", "csrf/refresh-cross-site-rejected", "csrf/refresh-not-simple", "csrf/logout-protected",
        "ssr/rotated-cookie-returned", "refresh/returns-new-jwt",
    ),
    profiles=_IN_2026,
)  # fmt: skip
def suits_every_client_of_its_partners(honest: Blueprint) -> Blueprint:
    """Each partner's client lacks something: cookies, POST, a good clock, an origin; the API suits them all."""
    policy = replace(honest.policy, same_origin_required=False)
    parts = replace(honest.parts, authentication=_ForPartners, account_api=_WithoutChallenge)
    return honest.with_policy(policy).with_parts(parts)


@fault(breaks=("session/concurrent-independent", "refresh/entropy", "login/fresh-credentials"), profiles=_IN_2026)
def keeps_sessions_in_a_column_of_the_users_table(honest: Blueprint) -> Blueprint:
    """A session is eight bytes beside the user's name: a login overwrites them, with what the browser has already."""
    policy = makes_refresh_tokens_of_eight_bytes(keeps_one_session_for_each_account(honest.policy))
    return honest.with_policy(policy).with_parts(adopts_a_preset_refresh_token(honest.parts))


class _HurriedPages(AtTheReferrer):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._latest: bytes | None = None

    async def dashboard(self, request: Request) -> Response:
        answer = await super().dashboard(request)
        if answer.status_code == 200:
            return self._hurried(request, answer)
        cookies = (self._services.cookie.read(request), self._services.page_cookie.read(request))
        return answer if self._latest is None or any(cookies) else HTMLResponse(self._latest)

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        token = self._services.tokens.issue(grant.account_id, context=grant.context, session_id=grant.session_id)
        data = f'<script type="application/json" id="data">{json.dumps({"token": token.jwt})}</script></body>'
        answer.body = bytes(answer.body).replace(b"</body>", data.encode())
        answer.headers["Content-Length"] = str(len(answer.body))
        return answer

    def _hurried(self, request: Request, answer: Response) -> Response:
        self._latest = bytes(answer.body)
        answer.headers["Cache-Control"] = "public, max-age=60"
        page_pass = self._services.page_cookie.read(request)
        if page_pass is not None:
            self._services.page_cookie.write(answer, page_pass)
        return rewrite_cookie(answer, old="SameSite=Lax", new="SameSite=Strict")


@fault(
    breaks=(
        "ssr/anonymous-clean", "ssr/request-isolation", "ssr/not-cacheable", "ssr/rotated-cookie-returned",
        "ssr/no-token-in-html", "ssr/host-header-not-trusted",
    ),
    profiles=_PROFILES,
)  # fmt: skip
def renders_with_what_is_at_hand(honest: Parts) -> Parts:
    """Renders had to be fast: the last page, the token, the visitor's own word and a cache were all near at hand."""
    return replace(honest, pages=_HurriedPages)
