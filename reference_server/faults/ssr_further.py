"""Faults of the second rendered page, where the first one is as it should be."""

import json
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reference_server.blueprint import Parts
from reference_server.client_files import Client
from reference_server.endpoints.pages import Pages
from reference_server.faults.registry import fault
from reference_server.policy import Profile
from reference_server.services import Services
from reference_server.sessions import Grant
from reference_server.store import Account

_WITH_COOKIES: Final = (Profile.GUIDE_2019, Profile.BCP_2026)
_EVERYWHERE: Final = (Profile.GUIDE_2019, Profile.GUIDE_2022, Profile.BCP_2026)


class _SessionInTheNote(Pages):
    def rendered_note(self, account: Account | None, grant: Grant) -> Response:
        answer = HTMLResponse(_with_data(self._render_note(account), {"session": {"renewal": grant.refresh_token}}))
        self._services.cookie.write(answer, grant)
        return answer


@fault(breaks="ssr/no-token-in-html", profiles=_WITH_COOKIES)
def writes_the_session_into_the_page_of_the_note(honest: Parts) -> Parts:
    """The page of the note came later, and hands on all that its render knows, as the example in the docs did."""
    return replace(honest, pages=_SessionInTheNote)


def _with_data(page: str, data: object) -> str:
    """The page with data for its application, as frameworks embed it."""
    script = f'<script type="application/json" id="data">{json.dumps(data)}</script></body>'
    return page.replace("</body>", script)


class _NoteForProxies(Pages):
    async def note(self, request: Request) -> Response:
        answer = await super().note(request)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "public, s-maxage=60"
        return answer


@fault(breaks="ssr/not-cacheable", profiles=_EVERYWHERE)
def lets_proxies_keep_the_page_of_the_note(honest: Parts) -> Parts:
    """A note changes seldom and is printed often, so its page may stay in the content network for a minute."""
    return replace(honest, pages=_NoteForProxies)


class _LastNoteForVisitors(Pages):
    def __init__(self, services: Services, client: Client) -> None:
        super().__init__(services, client)
        self._last: bytes | None = None

    async def note(self, request: Request) -> Response:
        answer = await super().note(request)
        if answer.status_code == 200:
            self._last = bytes(answer.body)
        is_visitor = not (self._services.cookie.read(request) or self._services.page_cookie.read(request))
        return HTMLResponse(self._last) if is_visitor and self._last is not None else answer


@fault(breaks="ssr/anonymous-clean", profiles=_EVERYWHERE)
def shows_visitors_the_note_that_was_read_last(honest: Parts) -> Parts:
    """The page of the note falls back to what it showed last, which was meant for the moment when the API is down."""
    return replace(honest, pages=_LastNoteForVisitors)
