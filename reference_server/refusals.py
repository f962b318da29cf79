"""How the server says no: one shape for every refusal, and no more detail than the caller needs."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):  # noqa: N818 - a refusal is an ordinary outcome, not an error of the program
    """A request that is answered with an error status.

    :param status: the HTTP status, 4xx.
    :param code: a word for programs, e.g. ``invalid_credentials``.
    """

    def __init__(self, status: int, code: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.headers = dict(headers or {})

    def as_response(self) -> JSONResponse:
        """The JSON answer: ``{"error": code}``."""
        return JSONResponse({"error": self.code}, self.status, self.headers)


def answer_refusal(_request: Request, refusal: Exception) -> Response:
    """Turns a :class:`Refusal` that an endpoint raised into its answer."""
    assert isinstance(refusal, Refusal)
    return refusal.as_response()


def answer_routing_failure(_request: Request, failure: Exception) -> Response:
    """Gives unknown paths (404) and methods (405) the same shape as every other refusal."""
    assert isinstance(failure, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed"}
    return JSONResponse(
        {"error": codes.get(failure.status_code, "refused")}, failure.status_code, dict(failure.headers or {})
    )
