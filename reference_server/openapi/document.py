"""The OpenAPI 3.1 document, put together from the operations and the policy."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reference_server.endpoints.account import NOTE_LIMIT
from reference_server.endpoints.handlers import KEY_HEADER, USER_VARIABLE
from reference_server.openapi.operations import Credential, Operation, Shape, operations
from reference_server.policy import Policy, RefreshTransport
from reference_server.services import Services

JsonObject = dict[str, Any]

_BODY_REFUSALS: Final = (400, 408, 413, 415)
"""What every request body can be refused for."""
_TEXT: Final[JsonObject] = {"type": "string"}
_WORDS: Final = {
    200: "Done.", 204: "Done; there is nothing to say.", 302: "To the login page.", 304: "It has not changed.",
    400: "The request is malformed.", 401: "The credential is missing or no good.", 403: "It is not for whoever asks.",
    404: "There is no such thing.", 408: "The body came too slowly.", 413: "It is too long.", 415: "It is no JSON.",
    429: "Too many wrong passwords.",
}  # fmt: skip


def _object(**properties: JsonObject) -> JsonObject:
    """An object that has exactly these properties."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _open_object(**properties: JsonObject) -> JsonObject:
    """An object that has these properties, and may have others."""
    return {"type": "object", "properties": properties, "required": [*properties]}


_NOTE: Final[JsonObject] = {"type": "string", "maxLength": NOTE_LIMIT}
_TOKENS: Final[dict[RefreshTransport, JsonObject]] = {
    RefreshTransport.COOKIE: _object(jwt_token=_TEXT, jwt_token_expiry={"type": "integer"}),
    RefreshTransport.BODY: _object(jwt_token=_TEXT, refresh_token=_TEXT),
}
"""Expiries are epoch seconds."""
_SCHEMAS: Final[dict[Shape, JsonObject]] = {
    Shape.CREDENTIALS: _open_object(username=_TEXT, password={"type": "string", "format": "password"}),
    Shape.PASSWORDS: _open_object(
        current_password={"type": "string", "format": "password"}, new_password={"type": "string", "format": "password"}
    ),
    Shape.RENEWAL: _open_object(refresh_token=_TEXT),
    Shape.PERSON: _object(id=_TEXT, username=_TEXT, name=_TEXT),
    Shape.NOTE: _object(note=_NOTE),
    Shape.STATUS: _object(status=_TEXT),
    Shape.REFUSAL: {"type": "object", "properties": {"error": _TEXT, "errors": {"type": "array"}}, "minProperties": 1},
    Shape.QUERY: {
        **_open_object(query=_TEXT),
        "properties": {"query": _TEXT, "variables": {"type": ["object", "null"]}, "operationName": {"type": "string"}},
    },
    Shape.RESULT: {
        "type": "object",
        "properties": {"data": {"type": ["object", "null"]}, "errors": {"type": "array", "items": {"type": "object"}}},
        "required": ["data"],
    },
    Shape.ACTION: _open_object(
        input=_open_object(note=_NOTE), session_variables=_open_object(**{USER_VARIABLE: _TEXT})
    ),
    Shape.KEYS: _object(keys={"type": "array", "items": {"type": "object"}}),
    Shape.DOCUMENT: {"type": "object"},
}


class Description:
    """``GET /openapi.json``."""

    def __init__(self, services: Services) -> None:
        self._document = document(services)

    def routes(self) -> list[Route]:
        """The routes, for the application to mount."""
        return [Route("/openapi.json", self.show, methods=["GET"])]

    async def show(self, _request: Request) -> Response:
        """The same document for everyone; it holds no secret."""
        return JSONResponse(self._document)


def document(services: Services) -> JsonObject:
    """The whole description of a server with these parts."""
    policy = services.policy
    paths: dict[str, JsonObject] = {}
    for operation in operations(policy):
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, policy)
    schemas = {**_SCHEMAS, Shape.TOKENS: _TOKENS[policy.refresh_transport]}
    schemes: dict[Credential, JsonObject] = {
        Credential.BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        Credential.COOKIE: {"type": "apiKey", "in": "cookie", "name": policy.cookie_name},
        Credential.GATEWAY: {"type": "apiKey", "in": "header", "name": KEY_HEADER},
    }
    if policy.fingerprint is not None:
        schemes[Credential.FINGERPRINT] = {"type": "apiKey", "in": "cookie", "name": policy.fingerprint.cookie_name}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Notebook", "version": "1", "summary": "A note for each user, and sessions done with care."},
        "paths": paths,
        "components": {
            "schemas": {str(shape): schema for shape, schema in schemas.items()},
            "securitySchemes": {str(credential): scheme for credential, scheme in schemes.items()},
        },
    }


def _described(operation: Operation, policy: Policy) -> JsonObject:
    refusals = {*operation.refusals, *(_BODY_REFUSALS if operation.takes else ())}
    refusals |= {401} if operation.needs else set()
    answers = {status: _answer(operation, status, kind) for status, kind in operation.answers.items()}
    answers |= {status: _answer(operation, status, Shape.REFUSAL) for status in refusals}
    described: JsonObject = {
        "operationId": f"{operation.method} {operation.path}",
        "summary": operation.summary,
        "security": _security(operation, policy),
        "responses": {str(status): answers[status] for status in sorted(answers)},
    }
    if operation.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.takes)}
    if operation.parameters:
        described["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in operation.parameters
        ]
    return described


def _security(operation: Operation, policy: Policy) -> list[JsonObject]:
    needed: JsonObject = {str(operation.needs): []} if operation.needs is not None else {}
    if operation.needs is Credential.BEARER and policy.fingerprint is not None and policy.fingerprint.required_at_api:
        needed[str(Credential.FINGERPRINT)] = []
    if needed:
        return [needed]
    return [{}, {str(operation.may_have): []}] if operation.may_have is not None else []


def _answer(operation: Operation, status: int, kind: Shape | str | None) -> JsonObject:
    answer: JsonObject = {"description": _WORDS[status]}
    if kind is not None:
        answer["content"] = _content(kind)
    if operation.sets_cookie and status < 400:
        answer["headers"] = {"Set-Cookie": {"schema": _TEXT, "description": "The refresh cookie, set or taken back."}}
    return answer


def _content(kind: Shape | str) -> JsonObject:
    if isinstance(kind, Shape):
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}}
    return {kind: {}}
