"""The pages: the shell of the single-page application, and two pages that the server renders for the user."""

from collections.abc import Callable
from typing import Final

from jinja2 import Environment, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from reference_server.client_files import NOTE_PAGE, SHELL, Client, static_files
from reference_server.refusals import Refusal
from reference_server.services import Services
from reference_server.sessions import Grant, SessionRefused
from reference_server.store import Account

_TEMPLATES: Final = Environment(autoescape=select_autoescape(default_for_string=True, default=True))


class Pages:
    """``/``, ``/login`` and ``/profile`` (the shell), and the client's files.

    Besides, ``/dashboard`` and ``/note`` are rendered for the user.
    """

    def __init__(self, services: Services, client: Client) -> None:
        self._services = services
        self._files = static_files(client)
        self._modules = client.names
        self._template = _TEMPLATES.from_string(SHELL.read_text(encoding="utf-8"))
        self._note_template = _TEMPLATES.from_string(NOTE_PAGE.read_text(encoding="utf-8"))
        self._shell = self._render(None)

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        rendered = [Route("/dashboard", self.dashboard, methods=["GET"]), Route("/note", self.note, methods=["GET"])]
        for route in rendered:
            # A HEAD request must not spend the refresh token for an answer without a page.
            route.methods = {"GET"}
        return [
            Route("/", self.shell, methods=["GET"]),
            Route("/login", self.shell, methods=["GET"]),
            Route("/profile", self.shell, methods=["GET"]),
            *rendered,
            Route("/client/{name}", self.static_file, methods=["GET"]),
        ]

    async def shell(self, _request: Request) -> Response:
        """The page before anyone is known: the same bytes for everyone."""
        return HTMLResponse(self._shell)

    async def dashboard(self, request: Request) -> Response:
        """A page rendered for the owner of the refresh cookie, who gets the next cookie with it (S1.87 to S1.97).

        The render spends the refresh token like any client. The application in the page then makes a silent refresh
        of its own with the cookie that it was handed. Where no cookie carries a refresh token, the page pass opens it.
        """
        return await self._for_owner(request, by_cookie=self.rendered, by_pass=self._render)

    async def note(self, request: Request) -> Response:
        """The owner's note, to be read without any script. It is opened like the dashboard, by the same cookies."""
        return await self._for_owner(request, by_cookie=self.rendered_note, by_pass=self._render_note)

    async def _for_owner(
        self,
        request: Request,
        *,
        by_cookie: Callable[[Account | None, Grant], Response],
        by_pass: Callable[[Account | None], str],
    ) -> Response:
        if self._services.policy.page_cookie_name is not None:
            return await self._by_pass(request, by_pass)
        spent = self._services.cookie.read(request)
        if spent is None:
            return self.anonymous(request)
        try:
            grant = await run_in_threadpool(self.spend, spent)
        except SessionRefused:
            answer = self.anonymous(request)
            self._services.cookie.clear(answer)
            return answer
        return by_cookie(await run_in_threadpool(self._services.accounts.by_id, grant.account_id), grant)

    async def _by_pass(self, request: Request, render: Callable[[Account | None], str]) -> Response:
        page_pass = self._services.page_cookie.read(request)
        if page_pass is None:
            return self.anonymous(request)
        try:
            account_id = await run_in_threadpool(self._services.sessions.reader, page_pass)
        except SessionRefused:
            answer = self.anonymous(request)
            self._services.page_cookie.clear(answer)
            return answer
        return HTMLResponse(render(await run_in_threadpool(self._services.accounts.by_id, account_id)))

    async def static_file(self, request: Request) -> Response:
        """A file of the client, with a validator so that a reload costs no bytes."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise Refusal(404, "not_found")
        headers = {"Cache-Control": "no-cache", "ETag": file.entity_tag}
        if request.headers.get("if-none-match") == file.entity_tag:
            return Response(status_code=304, headers=headers)
        return Response(file.content, media_type=file.media_type, headers=headers)

    def spend(self, refresh_token: str) -> Grant:
        """Trades the refresh token for its successor.

        :raises SessionRefused: the token is unknown, spent, expired or revoked.
        """
        return self._services.sessions.rotate(refresh_token)

    def rendered(self, account: Account | None, grant: Grant) -> Response:
        """The page of this account, with the cookie that took the place of the spent one."""
        answer = HTMLResponse(self._render(account))
        self._services.cookie.write(answer, grant)
        return answer

    def rendered_note(self, account: Account | None, grant: Grant) -> Response:
        """The note of this account, with the cookie that took the place of the spent one."""
        answer = HTMLResponse(self._render_note(account))
        self._services.cookie.write(answer, grant)
        return answer

    def anonymous(self, _request: Request) -> Response:
        """The way to the login page."""
        return RedirectResponse("/login", status_code=302)

    def _render(self, account: Account | None) -> str:
        return self._template.render(modules=self._modules, account=account, api_origin=self._services.api_origin)

    def _render_note(self, account: Account | None) -> str:
        return self._note_template.render(account=account)
