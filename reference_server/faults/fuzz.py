"""Faults that only odd input finds."""

import base64
import binascii
import json
import traceback
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from reference_server.blueprint import Parts
from reference_server.endpoints.account import AccountApi
from reference_server.faults.registry import fault
from reference_server.moment import epoch_now
from reference_server.refusals import Refusal
from reference_server.sessions import Sessions, digest
from reference_server.store import Family, RefreshToken
from reference_server.tokens import AccessTokens, TokenRefused


class _Decompresses(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        try:
            return super()._verified_claims(token)
        except TokenRefused:
            header, claims = _first_two(token)
            if header is None or claims is None or "zip" not in header or not isinstance(claims.get("sub"), str):
                raise
            return claims


@fault(breaks="fuzz/token-never-authenticates")
def takes_compressed_tokens_on_trust(honest: Parts) -> Parts:
    """The library cannot read compressed tokens, so those are unpacked by hand; the signature was to come later."""
    return replace(honest, tokens=_Decompresses)


class _ReadsTheLastParts(AccessTokens):
    def _verified_claims(self, token: str) -> dict[str, Any]:
        parts = token.split(".")
        claims = super()._verified_claims(".".join(parts[:3]))
        again = _object_in(parts[-2]) if len(parts) > 3 else claims
        if again is None:
            raise TokenRefused
        return again


@fault(breaks="fuzz/token-never-authenticates")
def verifies_the_first_parts_and_reads_the_last(honest: Parts) -> Parts:
    """The gateway verifies the first three parts, the service behind it takes the last but one for the claims."""
    return replace(honest, tokens=_ReadsTheLastParts)


class _CrashesOnOddHeaders(AccountApi):
    def presented_token(self, request: Request) -> str | None:
        line = request.headers.get("authorization")
        if line is not None and len(line.split()) < 2:
            raise IndexError("list index out of range")
        return super().presented_token(request)


@fault(breaks="fuzz/malformed-auth-safe")
def crashes_on_a_header_of_one_word(honest: Parts) -> Parts:
    """The header is split at the space, and the second word is the token; there always is one."""
    return replace(honest, account_api=_CrashesOnOddHeaders)


class _ShowsTheTraceback(AccountApi):
    async def me(self, request: Request) -> Response:
        try:
            return await super().me(request)
        except Refusal as refusal:
            if refusal.code != "invalid_token":
                raise
            return PlainTextResponse(traceback.format_exc(), refusal.status, refusal.headers)


@fault(breaks="fuzz/malformed-auth-safe")
def shows_where_the_token_was_refused(honest: Parts) -> Parts:
    """The debug switch of the framework is on: the client's developers like to see what went wrong."""
    return replace(honest, account_api=_ShowsTheTraceback)


class _TakesBasicForTheGateway(AccountApi):
    def presented_token(self, request: Request) -> str | None:
        if request.headers.get("authorization", "").lower().startswith("basic "):
            account = self._services.accounts.by_username("ada")
            if account is None:
                return None
            session = self._services.sessions.open(account.id, replaced=None).session_id
            return self._services.tokens.issue(account.id, session_id=session).jwt
        return super().presented_token(request)


@fault(breaks="fuzz/malformed-auth-safe")
def lets_other_schemes_pass(honest: Parts) -> Parts:
    """Basic is checked by the gateway already, so the service takes such a request for the first account's."""
    return replace(honest, account_api=_TakesBasicForTheGateway)


def _first_two(token: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    parts = token.split(".")
    return _object_in(parts[0]), _object_in(parts[1]) if len(parts) > 1 else None


def _object_in(part: str) -> dict[str, Any] | None:
    try:
        document = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


class _Switch(Sessions):
    def close(self, refresh_token: str) -> None:
        with self._open_session() as work, work.begin():
            known = work.get(RefreshToken, digest(refresh_token))
            if known is not None:
                family = work.get_one(Family, known.family_id)
                family.revoked_at = None if family.revoked_at is not None else int(epoch_now())


@fault(breaks="fuzz/session-state-machine")
def logs_out_by_a_switch(honest: Parts) -> Parts:
    """The list of devices has a switch for each session, and the logout calls the same function."""
    return replace(honest, sessions=_Switch)


class _ReadsBeforeItAsks(AccountApi):
    async def write_note(self, request: Request) -> Response:
        document = json.loads(await request.body() or b"{}")
        request.state.note = document["note"].strip()
        return await super().write_note(request)


@fault(breaks="fuzz/malformed-auth-safe")
def reads_the_note_before_it_asks_whose(honest: Parts) -> Parts:
    """The body is parsed by a decorator that runs before the one for the login, and takes every note for a text."""
    return replace(honest, account_api=_ReadsBeforeItAsks)


class _ReadsForAnybody(AccountApi):
    async def read_note(self, request: Request) -> Response:
        try:
            return await super().read_note(request)
        except Refusal:
            return JSONResponse({"note": ""})


@fault(breaks="fuzz/malformed-auth-safe")
def answers_an_empty_note_to_anybody(honest: Parts) -> Parts:
    """Reading a note used to need a login, says the document; the client liked an empty note better than a refusal."""
    return replace(honest, account_api=_ReadsForAnybody)
