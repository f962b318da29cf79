"""A server with one fault, in this process, for tests that only need its answers."""

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
from freezegun import freeze_time
from starlette.types import ASGIApp

from reference_server.application import build_application
from reference_server.blueprint import honest
from reference_server.faults.registry import fault_named
from reference_server.people import Person, enrol
from reference_server.policy import Profile
from reference_server.store import open_store

ORIGIN = "https://localhost:8443"
COOKIE = "__Host-refresh_token"
PASSWORD = "correct horse battery"


class InThisProcess(httpx.BaseTransport):
    """Hands requests to an application directly; a crash is an answer of 500, as from a server."""

    def __init__(self, application: ASGIApp) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._asgi = httpx.ASGITransport(application, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request and reads its whole answer."""
        # In a thread of its own, because Playwright keeps an event loop running in this one.
        return self._thread.submit(asyncio.run, self._exchange(request)).result()

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        buffered = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        answer = await self._asgi.handle_async_request(buffered)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


class Workshop:
    """A server with Ada and Bob and one fault; without a ``grace``, a spent token is known to be spent at once.

    Without a fault it is the honest server of the profile.
    """

    def __init__(
        self, fault: str | None, *, grace: timedelta = timedelta(0), profile: Profile = Profile.GUIDE_2019
    ) -> None:
        blueprint = honest(profile) if fault is None else fault_named(fault).apply(honest(profile))
        blueprint = blueprint.with_policy(replace(blueprint.policy, rotation_grace=grace))
        open_session = open_store("sqlite://")
        people = [Person(username=name, password=PASSWORD, name=name.title()) for name in ("ada", "bob")]
        enrol(people, blueprint.policy, open_session)
        self._application = build_application(blueprint, open_session, origins=(ORIGIN,), second_port=9443)

    def client(self) -> httpx.Client:
        """A client with a jar of its own."""
        return httpx.Client(transport=InThisProcess(self._application), base_url=ORIGIN)

    def second_api(self) -> httpx.Client:
        """A client of the second API."""
        return httpx.Client(transport=InThisProcess(self._application), base_url="https://localhost:9443")

    def device(self, username: str = "ada") -> "Device":
        """A client that has just logged in."""
        return Device(self.client(), username)


class Device:
    """A logged-in client."""

    def __init__(self, client: httpx.Client, username: str) -> None:
        self.client = client
        answer = client.post("/login", json={"username": username, "password": PASSWORD})
        self.login: dict[str, Any] = answer.json()
        self.login_cookies = answer.headers.get_list("set-cookie")
        self.token = str(self.login.get("jwt_token"))

    @property
    def refresh_token(self) -> str:
        """The refresh token in the jar."""
        return str(self.client.cookies.get(COOKIE))


def me(client: httpx.Client, token: str, path: str = "/me", **headers: str) -> str | None:
    """Whom the API takes the caller for, or ``None`` when it refuses."""
    answer = client.get(path, headers={"Authorization": f"Bearer {token}", **headers})
    return str(answer.json()["username"]) if answer.status_code == 200 else None


def refresh_status(workshop: Workshop, token: str) -> int:
    """The answer to a refresh with this token alone."""
    return int(workshop.client().post("/refresh_token", headers={"Cookie": f"{COOKIE}={token}"}).status_code)


@contextmanager
def later(*, seconds: float) -> Iterator[None]:
    """The same server, so much later."""
    with freeze_time(datetime.now(UTC) + timedelta(seconds=seconds), tick=True, real_asyncio=True):
        yield


def claims(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    document: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return document


def forged(token: str, *, subject: str, header: Mapping[str, object] | None = None, signature: str = "") -> str:
    """The token with another subject, another header if given, and this signature."""
    head = token.split(".")[0] if header is None else _part({"typ": "at+jwt", **header})
    return f"{head}.{_part({**claims(token), 'sub': subject})}.{signature}"


def _part(document: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()
