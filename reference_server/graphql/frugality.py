"""Limits to what one GraphQL document may ask for, looked at before anything is executed."""

from graphql import FieldNode, FragmentSpreadNode, GraphQLError, SelectionSetNode, ValidationContext, ValidationRule

from reference_server.policy import GraphQlLimits


def frugality(limits: GraphQlLimits) -> type[ValidationRule]:
    """The validation rule for these limits."""

    class Frugality(ValidationRule):
        """Counts what stands in the document; spreads are few, so that what they multiply to stays small."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._fields = self._spreads = self._depth = self._logins = 0

        def enter_field(self, node: FieldNode, *_: object) -> None:
            self._fields += 1
            self._logins += node.name.value == "login"
            if self._fields == limits.fields + 1 or (node.name.value == "login" and self._logins == limits.logins + 1):
                self.report_error(GraphQLError("too much is asked for at once", node))

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            self._spreads += 1
            if self._spreads == limits.fragments + 1:
                self.report_error(GraphQLError("too many fragments", node))

        def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
            self._depth += 1
            if self._depth == limits.depth + 1:
                self.report_error(GraphQLError("too deep", node))

        def leave_selection_set(self, _node: SelectionSetNode, *_: object) -> None:
            self._depth -= 1

    return Frugality
