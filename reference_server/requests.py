"""Reading requests that may be malformed, oversized, slow or forged."""

import asyncio
import json
from collections.abc import Iterable

from starlette.requests import ClientDisconnect, Request

from reference_server.policy import Policy
from reference_server.refusals import Refusal


async def text_fields(request: Request, policy: Policy, names: Iterable[str]) -> dict[str, str]:
    """The named string fields of a JSON object in the request body.

    :raises Refusal: 400 for anything but such an object, 408 when it comes too slowly, 413 when it is too large,
        415 when it is not declared as JSON.
    """
    document = await json_object(request, policy)
    fields = {name: document.get(name) for name in names}
    texts = {name: value for name, value in fields.items() if isinstance(value, str) and is_storable(value)}
    if len(texts) != len(fields):
        raise Refusal(400, "malformed_request")
    return texts


async def json_object(request: Request, policy: Policy) -> dict[str, object]:
    """The JSON object in the request body.

    :raises Refusal: 400 for anything but such an object, 408 when it comes too slowly, 413 when it is too large,
        415 when it is not declared as JSON.
    """
    _demand_json(request, policy)
    document = _parsed(await _body(request, policy))
    if not isinstance(document, dict):
        raise Refusal(400, "malformed_request")
    return document


async def demand_cookie_request(request: Request, policy: Policy, origins: frozenset[str]) -> None:
    """Refuses a state change by cookie that did not come from our own pages.

    Browsers add ``Origin`` to every POST and ``Sec-Fetch-Site`` to every request, and no script can forge them. A
    client that sends neither is no browser, so nobody can make it send a cookie that it does not mean to send.

    :raises Refusal: 403 for a foreign origin, 415 for a form or any other body that is not JSON.
    """
    demand_same_origin(request, policy, origins)
    if "content-type" in request.headers or await _body(request, policy):
        _demand_json(request, policy)


def demand_same_origin(request: Request, policy: Policy, origins: frozenset[str]) -> None:
    """Refuses a request that a foreign page made.

    :raises Refusal: 403.
    """
    if not policy.same_origin_required:
        return
    origin_values = request.headers.getlist("origin")
    site_values = request.headers.getlist("sec-fetch-site")
    # Pages with an origin of their own are on our site, and say which they are.
    ours = {"same-origin", "same-site"} if policy.split_origin and origin_values else {"same-origin"}
    if any(value not in origins for value in origin_values) or any(value not in ours for value in site_values):
        raise Refusal(403, "cross_origin_request")


def bearer_token(request: Request, policy: Policy) -> str | None:
    """The token of the ``Authorization: Bearer`` header (RFC 6750, section 2.1); ``None`` when there is no header.

    :raises Refusal: 401 for a header that is not exactly one bearer token.
    """
    values = request.headers.getlist("authorization")
    if not values:
        return None
    scheme, _, token = values[0].partition(" ")
    is_readable = 0 < len(token) <= policy.bearer_limit and token.isascii()
    if len(values) > 1 or scheme.lower() != "bearer" or not is_readable:
        raise invalid_token()
    return token


def invalid_token() -> Refusal:
    """The refusal of a token that was sent and is no good (RFC 6750, section 3.1)."""
    return Refusal(401, "invalid_token", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _demand_json(request: Request, policy: Policy) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if policy.json_required and media_type != "application/json":
        raise Refusal(415, "json_required")


async def _body(request: Request, policy: Policy) -> bytes:
    chunks = bytearray()
    try:
        async with asyncio.timeout(policy.body_seconds):
            async for chunk in request.stream():
                chunks += chunk
                if len(chunks) > policy.body_limit:
                    raise Refusal(413, "request_too_large", headers={"Connection": "close"})
    except TimeoutError:
        raise Refusal(408, "request_too_slow", headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refusal(400, "malformed_request") from None
    return bytes(chunks)


def _parsed(body: bytes) -> object:
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "malformed_request") from None
    return document


def is_storable(text: str) -> bool:
    """Whether every database and hash function takes the text: no lone surrogates, no NUL."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
