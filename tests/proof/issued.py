"""Writes down every secret that a server gives to its users, so that they can be looked for afterwards."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reference_server.sessions import Grant, Sessions
from reference_server.tokens import AccessTokens


def write_down(ledger: Path) -> None:
    """From now on, let this process append what it issues to ``ledger``: cookie values, refresh and access tokens."""
    answer, grant, sign = Response.__call__, Sessions._grant, AccessTokens._sign

    def note(secret: str) -> None:
        with ledger.open("a", encoding="utf-8") as sink:
            sink.write(json.dumps(secret) + "\n")

    async def answered(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        for line in response.headers.getlist("set-cookie"):
            note(line.partition(";")[0].partition("=")[2])
        await answer(response, scope, receive, send)

    def granted(sessions: Sessions, *given: Any) -> Grant:
        made = grant(sessions, *given)
        note(made.refresh_token)
        return made

    def signed(tokens: AccessTokens, claims: dict[str, object]) -> str:
        made = sign(tokens, claims)
        # The whole token, and the part without which it is worth nothing.
        note(made)
        note(made.rpartition(".")[2])
        return made

    patch.object(Response, "__call__", answered).start()
    patch.object(Sessions, "_grant", granted).start()
    patch.object(AccessTokens, "_sign", signed).start()


def written_down(ledger: Path) -> list[str]:
    """Return what was issued, once each, without what is too short to be a secret."""
    secrets = (json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines())
    return sorted({secret for secret in secrets if len(secret) > 8})
