"""Every operation of the server. A route that is missing here, or one too many, fails a test."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from reference_server.policy import Policy, RefreshTransport


class Credential(StrEnum):
    """What an operation asks for; the names are those of the security schemes."""

    BEARER = "accessToken"
    COOKIE = "refreshCookie"
    GATEWAY = "gatewayKey"
    FINGERPRINT = "fingerprintCookie"
    """Goes with the access token, where the policy ties that to a browser."""


class Shape(StrEnum):
    """What a request or an answer holds; the names are those of the schemas."""

    CREDENTIALS = "Credentials"
    PASSWORDS = "Passwords"
    TOKENS = "Tokens"
    PERSON = "Person"
    RENEWAL = "Renewal"
    NOTE = "Note"
    STATUS = "Status"
    REFUSAL = "Refusal"
    QUERY = "Query"
    RESULT = "Result"
    ACTION = "Action"
    KEYS = "Keys"
    DOCUMENT = "Document"


HTML: Final = "text/html"
FILE: Final = "*/*"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path.

    ``answers`` maps each status of a success to its shape, its media type, or ``None`` where it has no body.
    ``refusals`` are the statuses of the operation's own; what every body can be refused for comes with ``takes``.
    """

    method: str
    path: str
    summary: str
    answers: dict[int, Shape | str | None]
    refusals: tuple[int, ...] = ()
    needs: Credential | None = None
    may_have: Credential | None = None
    """A credential that changes the answer and is not asked for."""
    takes: Shape | None = None
    sets_cookie: bool = False
    parameters: tuple[str, ...] = field(default=())
    """The names in the path."""


_AUTHENTICATION: Final = (
    Operation(
        method="post",
        path="/login",
        summary="Trades a user name and a password for an access token and a refresh cookie.",
        takes=Shape.CREDENTIALS,
        answers={200: Shape.TOKENS},
        refusals=(401, 403, 429),
        sets_cookie=True,
    ),
    Operation(
        method="post",
        path="/logout",
        summary="Ends the session of the refresh cookie, if there is one, and takes the cookie back.",
        may_have=Credential.COOKIE,
        answers={204: None},
        refusals=(403, 408, 413, 415),
        sets_cookie=True,
    ),
)

_ACCOUNT: Final = (
    Operation(
        method="get",
        path="/me",
        summary="Who the access token says is calling.",
        needs=Credential.BEARER,
        answers={200: Shape.PERSON},
    ),
    Operation(
        method="get",
        path="/me/note",
        summary="The caller's private note.",
        needs=Credential.BEARER,
        answers={200: Shape.NOTE},
    ),
    Operation(
        method="put",
        path="/me/note",
        summary="Replaces the caller's private note.",
        needs=Credential.BEARER,
        takes=Shape.NOTE,
        answers={200: Shape.NOTE},
    ),
    Operation(
        method="put",
        path="/me/password",
        summary="Replaces the caller's password, and ends the caller's other sessions.",
        needs=Credential.BEARER,
        takes=Shape.PASSWORDS,
        answers={204: None},
        refusals=(403, 429),
    ),
    Operation(
        method="post",
        path="/logout_everywhere",
        summary="Ends every session of the caller.",
        needs=Credential.BEARER,
        answers={204: None},
        sets_cookie=True,
    ),
)

_GRAPHQL: Final = (
    Operation(
        method="post",
        path="/graphql",
        summary="Runs one GraphQL query or mutation; subscriptions are served at the same path by WebSocket.",
        may_have=Credential.BEARER,
        takes=Shape.QUERY,
        answers={200: Shape.RESULT},
        refusals=(401,),
        sets_cookie=True,
    ),
    Operation(
        method="post",
        path="/actions/write_note",
        summary="Replaces the note of the user whom the GraphQL gateway names.",
        needs=Credential.GATEWAY,
        takes=Shape.ACTION,
        answers={200: Shape.NOTE},
    ),
)

_PAGES: Final = (
    Operation(method="get", path="/", summary="The application.", answers={200: HTML}),
    Operation(method="get", path="/login", summary="The application, at its login form.", answers={200: HTML}),
    Operation(method="get", path="/profile", summary="The application, at the user's profile.", answers={200: HTML}),
    Operation(
        method="get",
        path="/dashboard",
        summary="A page rendered for the owner of the refresh cookie; everybody else is led to the login.",
        may_have=Credential.COOKIE,
        answers={200: HTML, 302: None},
        sets_cookie=True,
    ),
    Operation(
        method="get",
        path="/note",
        summary="The note of the owner of the refresh cookie, rendered; everybody else is led to the login.",
        may_have=Credential.COOKIE,
        answers={200: HTML, 302: None},
        sets_cookie=True,
    ),
    Operation(
        method="get",
        path="/client/{name}",
        summary="A file of the application.",
        answers={200: FILE, 304: None},
        refusals=(404,),
        parameters=("name",),
    ),
    Operation(method="get", path="/healthz", summary="Whether the server works.", answers={200: Shape.STATUS}),
    Operation(
        method="get",
        path="/.well-known/jwks.json",
        summary="The public keys that access tokens are verified with.",
        answers={200: Shape.KEYS},
    ),
    Operation(method="get", path="/openapi.json", summary="This document.", answers={200: Shape.DOCUMENT}),
)

_REFRESH_BY_COOKIE: Final = Operation(
    method="post",
    path="/refresh_token",
    summary="Trades the refresh cookie for a new access token and the next refresh cookie.",
    needs=Credential.COOKIE,
    answers={200: Shape.TOKENS},
    refusals=(401, 403, 408, 413, 415),
    sets_cookie=True,
)

_REFRESH_BY_BODY: Final = Operation(
    method="post",
    path="/refresh_token",
    summary="Trades a refresh token for a new access token.",
    takes=Shape.RENEWAL,
    answers={200: Shape.TOKENS},
    refusals=(401, 403),
    sets_cookie=True,
)


def operations(policy: Policy) -> tuple[Operation, ...]:
    """Every operation under this policy."""
    in_body = policy.refresh_transport is RefreshTransport.BODY
    refresh = _REFRESH_BY_BODY if in_body else _REFRESH_BY_COOKIE
    return (*_AUTHENTICATION, refresh, *_ACCOUNT, *_GRAPHQL, *_PAGES)
