"""What is logged, and what is not.

A schema that keeps what clients sent out of the log: strawberry's own would write queries there, and passwords.
"""

import logging
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.types import ExecutionContext

from reference_server.graphql.conversation import Told

_LOG: Final = logging.getLogger(__name__)


def is_unforeseen(error: GraphQLError) -> bool:
    """Whether an error is a fault of the program, and no answer that it means to give."""
    return error.original_error is not None and not isinstance(error.original_error, Told)


def _is_no_farewell(record: logging.LogRecord) -> bool:
    trouble = record.exc_info[1] if record.exc_info else None
    return not isinstance(trouble, WebSocketDisconnected)


# A client that leaves while news are on their way to it is no fault of anybody's.
logging.getLogger("strawberry.ws.task").addFilter(_is_no_farewell)


class QuietSchema(strawberry.Schema):
    """Logs faults of the program alone, and those without the query that met them."""

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002
    ) -> None:
        """Called by strawberry with the errors of each result."""
        for error in filter(is_unforeseen, errors):
            _LOG.error("a resolver failed", exc_info=error.original_error)
