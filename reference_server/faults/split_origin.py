"""Faults of pages that have an origin of their own, and of the API that lets them in."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.faults.registry import fault
from reference_server.other_origins import OtherOrigins
from reference_server.policy import CrossOriginAccess, Policy, Profile

_FILES: Final = Path(__file__).parent / "client"
_REFRESH: Final = "/refresh_token"


class _RefreshWithoutCredentials(OtherOrigins):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def without_credentials(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)["Access-Control-Allow-Credentials"]
            await send(message)

        is_refresh = scope["type"] == "http" and scope["path"] == _REFRESH
        await super().__call__(scope, receive, without_credentials if is_refresh else send)


@fault(breaks=("cors/app-origin-works", "ssr/spa-continues", "storage/survives-reopen"), split_origin=True)
def forgets_the_credentials_of_the_refresh(honest: Parts) -> Parts:
    """The page's origin is let in everywhere; that the refresh also needs its cookie was left out of its answer."""
    return replace(honest, other_origins=_RefreshWithoutCredentials)


class _NotTheRefresh(OtherOrigins):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _REFRESH:
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


@fault(
    breaks=("cors/app-origin-works", "ssr/spa-continues", "storage/survives-reopen"),
    split_origin=True,
)
def lets_the_page_log_in_but_not_refresh(honest: Parts) -> Parts:
    """Each route lists the origins that it lets in, and the refresh was added when the list had been written."""
    return replace(honest, other_origins=_NotTheRefresh)


@fault(breaks="cors/app-origin-works", profiles=(Profile.GUIDE_2019, Profile.GUIDE_2022), split_origin=True)
def lets_no_page_send_a_token(honest: Policy) -> Policy:
    """The preflight allows a JSON body; the first version of the API knew its users by a cookie."""
    return replace(honest, cross_origin=CrossOriginAccess(headers=("Content-Type",)))


@fault(breaks="cors/app-origin-works", split_origin=True)
def shuts_its_own_page_out(honest: Parts) -> Parts:
    """The pages have moved to an origin of their own, and nobody told the API, so that they can not even log in."""
    return replace(honest, other_origins=_Closed)


class _Closed(OtherOrigins):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@fault(breaks=("cors/app-origin-works", "ssr/spa-continues", "storage/survives-reopen"), split_origin=True)
def refreshes_without_credentials(honest: Client) -> Client:
    """The refresh is a line of its own, without the option that takes cookies to another origin."""
    return honest.with_module("server", _FILES / "server_refresh_without_credentials.js")
