"""Faults of where the page server looks for its API."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault

_PATIENCE_SECONDS = 2.0


class _RefreshesElsewhere(Pages):
    async def dashboard(self, request: Request) -> Response:
        api = self.api_of(request)
        if api is None or api in self._services.origins:
            return await super().dashboard(request)
        await run_in_threadpool(_refresh, api, request.headers.get("cookie", ""))
        return self.anonymous(request)

    def api_of(self, request: Request) -> str | None:
        """The origin of the API, or ``None`` where the request does not say."""
        raise NotImplementedError


def _refresh(api: str, cookies: str) -> None:
    # Whatever comes back is no grant of ours.
    with suppress(httpx.HTTPError):
        httpx.post(f"{api}/refresh_token", headers={"Cookie": cookies}, timeout=_PATIENCE_SECONDS, trust_env=False)


class _AtTheHost(_RefreshesElsewhere):
    def api_of(self, request: Request) -> str:
        return f"{request.url.scheme}://{request.headers.get('host', '')}"


@fault(breaks="ssr/host-header-not-trusted")
def refreshes_at_the_host_of_the_request(honest: Parts) -> Parts:
    """The page server calls the API where it is called itself, so that it needs no configuration in any stage."""
    return replace(honest, pages=_AtTheHost)


class _AtTheForwardedHost(_RefreshesElsewhere):
    def api_of(self, request: Request) -> str | None:
        host = request.headers.get("x-forwarded-host")
        return f"{request.headers.get('x-forwarded-proto', 'https')}://{host}" if host else None


@fault(breaks="ssr/host-header-not-trusted")
def refreshes_at_the_forwarded_host(honest: Parts) -> Parts:
    """Behind the proxy only X-Forwarded-Host knows the public name, and nobody else was thought to send it."""
    return replace(honest, pages=_AtTheForwardedHost)


class AtTheReferrer(_RefreshesElsewhere):
    """Pages that look for the API where the visitor says to come from."""

    def api_of(self, request: Request) -> str | None:
        """The origin of the page that led here."""
        referrer = urlsplit(request.headers.get("referer", ""))
        return f"{referrer.scheme}://{referrer.netloc}" if referrer.netloc else None


@fault(breaks="ssr/host-header-not-trusted")
def refreshes_where_the_visitor_comes_from(honest: Parts) -> Parts:
    """The scheme and the host of the API are those of the page that the user comes from, which is our own."""
    return replace(honest, pages=AtTheReferrer)
