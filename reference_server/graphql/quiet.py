"""A schema that keeps what clients sent out of the log: strawberry's own would write queries there, and passwords."""

import logging
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from reference_server.graphql.conversation import Told

_LOG: Final = logging.getLogger(__name__)


def is_unforeseen(error: GraphQLError) -> bool:
    """Whether an error is a fault of the program, and no answer that it means to give."""
    return error.original_error is not None and not isinstance(error.original_error, Told)


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
