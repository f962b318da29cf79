"""Faults that only made-up GraphQL documents find."""

from collections import Counter
from dataclasses import replace
from http import HTTPStatus
from typing import cast

import strawberry
from graphql import FieldNode, GraphQLSyntaxError, build_schema, parse, validate
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from reference_server.blueprint import Parts
from reference_server.faults.registry import fault
from reference_server.graphql.conversation import Conversation, Told
from reference_server.graphql.endpoint import GraphQlApi
from reference_server.graphql.schema import Info, Query, schema_for
from reference_server.policy import Profile


class _Loader:
    note: str | None = None


_LOADER = _Loader()
_REFUSED: Counter[str] = Counter()


@strawberry.type
class _QueryByTheLoader(Query):
    @strawberry.field
    async def note(self, info: Info) -> str:
        """The caller's private note."""
        account = await run_in_threadpool(info.context.account)
        if account is not None:
            _LOADER.note = account.note
        if _LOADER.note is None:
            raise Told("UNAUTHENTICATED")
        return _LOADER.note


class _LoadsNotesForAll(GraphQlApi):
    def schema(self) -> strawberry.Schema:
        return schema_for(self._services.policy, _QueryByTheLoader)


@fault(breaks="fuzz/malformed-auth-safe", profiles=(Profile.GUIDE_2022,))
def answers_nobody_with_the_note_loaded_last(honest: Parts) -> Parts:
    """Notes come by a loader, which was made once and not for each request; whoever is nobody gets what it holds."""
    return replace(honest, graphql=_LoadsNotesForAll)


class _CountsRefusals(GraphQlApi):
    async def executed(self, document: dict[str, object], conversation: Conversation) -> Response:
        answer = await super().executed(document, conversation)
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            self._count(str(document["query"]))
        return answer

    def _count(self, query: str) -> None:
        try:
            refused = validate(build_schema(self._schema.as_str()), parse(query))
        except GraphQLSyntaxError:
            return
        _REFUSED.update(cast("FieldNode", (error.nodes or [])[0]).name.value for error in refused)


@fault(breaks="fuzz/malformed-auth-safe", profiles=(Profile.BCP_2026,))
def takes_what_is_wrong_with_a_document_for_a_field(honest: Parts) -> Parts:
    """Refused documents are counted by the field that is wrong; in some it is a value, which has no name."""
    return replace(honest, graphql=_CountsRefusals)
