"""Faults of what a page server keeps from one render to the next, or leaves where others find it."""

import asyncio
import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault
from reference_server.services import Services
from reference_server.sessions import Grant
from reference_server.store import Account

_SLOW_API_SECONDS = 0.01
"""What the page still waits for, once it knows its user."""


class _UserInTheModule(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._account_id = ""

    async def dashboard(self, request: Request) -> Response:
        answer = await super().dashboard(request)
        if answer.status_code != 200:
            return answer
        await asyncio.sleep(_SLOW_API_SECONDS)
        page = HTMLResponse(self._render(self._services.accounts.by_id(self._account_id)))
        page.headers["Set-Cookie"] = answer.headers["set-cookie"]
        return page

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        self._account_id = grant.account_id
        return super().rendered(account, grant)


@fault(breaks="ssr/request-isolation")
def keeps_the_user_of_a_render_in_a_module_variable(honest: Parts) -> Parts:
    """The store is made once, where the page server starts, as it is in the browser; so all renders share it."""
    return replace(honest, pages=_UserInTheModule)


class _OneClientForAll(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._last: Account | None = None

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        self._last = account
        return super().rendered(account, grant)

    def anonymous(self, request: Request) -> Response:
        if self._last is None or self._services.cookie.read(request) is not None:
            return super().anonymous(request)
        return HTMLResponse(self._render(self._last))


@fault(breaks=("ssr/anonymous-clean", "ssr/request-isolation"))
def leaves_the_last_user_logged_in_at_the_api_client(honest: Parts) -> Parts:
    """The page server has one API client, which goes on sending the last user's header until it gets another."""
    return replace(honest, pages=_OneClientForAll)


class _CookiesOfAll(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._waiting: list[Grant] = []

    async def dashboard(self, request: Request) -> Response:
        answer = await super().dashboard(request)
        if answer.status_code != 200:
            return answer
        del answer.headers["set-cookie"]
        await asyncio.sleep(_SLOW_API_SECONDS)
        # The newest is that of this request, as long as nobody else came meanwhile.
        self._services.cookie.write(answer, self._waiting.pop())
        return answer

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        self._waiting.append(grant)
        return super().rendered(account, grant)


@fault(breaks="ssr/request-isolation")
def collects_the_cookies_of_all_renders_in_one_list(honest: Parts) -> Parts:
    """The cookies that the API sets are collected in a list, and added when the page is finished."""
    return replace(honest, pages=_CookiesOfAll)


class _TokenAsProperty(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        token = self._services.tokens.issue(grant.account_id, context=grant.context, session_id=grant.session_id)
        return _with_data(answer, json.dumps({"accessToken": token.jwt}))


@fault(breaks="ssr/no-token-in-html")
def hands_the_page_its_access_token(honest: Parts) -> Parts:
    """The page server has the token already, so it passes it on as a property of the page and saves a request."""
    return replace(honest, pages=_TokenAsProperty)


class _RefreshTokenAsProperty(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        return _with_data(super().rendered(account, grant), json.dumps({"session": {"cookie": grant.refresh_token}}))


@fault(breaks=("login/refresh-transport", "ssr/no-token-in-html"))
def writes_the_refreshed_session_into_the_page(honest: Parts) -> Parts:
    """All that the refresh answered becomes the starting state of the application, the cookie included."""
    return replace(honest, pages=_RefreshTokenAsProperty)


def _with_data(answer: Response, document: str) -> Response:
    """The page with data for its application, as frameworks embed it."""
    data = f'<script type="application/json" id="data">{document}</script></body>'
    page = HTMLResponse(bytes(answer.body).decode().replace("</body>", data))
    page.headers["Set-Cookie"] = answer.headers["set-cookie"]
    return page


class _KeptByProxies(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        answer.headers["Cache-Control"] = "public, max-age=60"
        return answer


@fault(breaks="ssr/not-cacheable")
def lets_proxies_keep_the_rendered_page(honest: Parts) -> Parts:
    """The start page was slow, and a minute in the content network made it fast; later it began to show the user."""
    return replace(honest, pages=_KeptByProxies)


class _AskedAgain(Pages):
    def rendered(self, account: Account | None, grant: Grant) -> Response:
        answer = super().rendered(account, grant)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


@fault(breaks="ssr/not-cacheable")
def takes_no_cache_for_no_store(honest: Parts) -> Parts:
    """The page says no-cache, which lets caches keep it as long as they ask before they use it."""
    return replace(honest, pages=_AskedAgain)


class _FilesFromTheCache(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._kept: dict[str, Response] = {}

    def routes(self) -> list[Route]:
        return [*super().routes(), Route("/dashboard/{rest:path}", self.below, methods=["GET"])]

    async def below(self, request: Request) -> Response:
        address = request.url.path
        if address in self._kept:
            return self._kept[address]
        answer = await self.dashboard(request)
        if address.endswith((".css", ".js")) and answer.status_code == 200:
            self._kept[address] = answer
        return answer


@fault(breaks="ssr/not-cacheable")
def keeps_whatever_is_called_like_a_file(honest: Parts) -> Parts:
    """Below the page everything leads to the page, and the cache in front keeps every address that ends in .css."""
    return replace(honest, pages=_FilesFromTheCache)
