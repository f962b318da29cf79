"""What is made up from a GraphQL schema is always the same, bounded, and carries nothing out by chance."""

from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema, parse, validate

from fixtures.trials.fuzz.described_cases import Bounds
from fixtures.trials.fuzz.graphql_cases import Case, Spared, schema_in, search_cases

WRITTEN = """
    directive @key(fields: String!) on OBJECT
    scalar Moment
    type Person @key(fields: "id") { id: ID! name: String! born: Moment }
    type Query { me: Person! find(name: String!): [Person!]! logout: Boolean }
    type Mutation { writeNote(note: String!): String! leave: Boolean rename(name: String!): Boolean }
"""
TYPED = build_schema(WRITTEN)
SCHEMA: dict[str, Any] = {**introspection_from_schema(TYPED)}
SPARED = Spared(fields=frozenset({"logout"}), harmless=frozenset({"writeNote"}))


def asked(
    schema: dict[str, Any] = SCHEMA, wanted: str = "", *, seconds: float = 60
) -> tuple[list[Case], list[Case]]:  # fmt: skip
    """Return the cases that were asked about, and those that were found; ``wanted`` is in what is looked for."""
    seen: dict[str, Case] = {}

    def is_wanted(case: Case) -> bool:
        seen[case.document] = case
        return bool(wanted) and wanted in case.document

    bounds = Bounds(seed=1, each=3, seconds=seconds)
    found = list(search_cases(schema, is_wanted, spared=SPARED, bounds=bounds))
    return list(seen.values()), found


def test_queries_come_as_they_are_allowed_and_as_they_are_not() -> None:
    seen, _found = asked()

    assert {case.label for case in seen if case.is_sound} == {"Query.me", "Query.find", "Mutation.writeNote"}
    assert {case.label for case in seen if not case.is_sound} >= {"Query.find", "Mutation.writeNote", "Mutation.rename"}
    assert all(case.is_sound is not bool(validate(TYPED, parse(case.document))) for case in seen)


def test_nothing_that_a_server_would_carry_out_is_made_up_for_other_mutations() -> None:
    seen, _found = asked()

    writes = [case for case in seen if case.is_write and case.label != "Mutation.writeNote"]
    assert writes
    assert all(validate(TYPED, parse(case.document)) for case in writes)
    assert "Mutation.leave" not in {case.label for case in seen}, "nothing can be wrong about it"


def test_a_spared_field_is_not_asked_for() -> None:
    assert "Query.logout" not in {case.label for case in asked()[0]}


def test_the_smallest_is_found() -> None:
    _seen, found = asked(wanted="writeNote(note: ")

    assert [case.label for case in found] == ["Mutation.writeNote", "Mutation.writeNote"]
    assert len(found[0].document) < 45


def test_the_same_is_made_up_again() -> None:
    assert asked() == asked()


def test_no_time_makes_nothing() -> None:
    assert asked(seconds=-1) == ([], [])


@pytest.mark.parametrize(
    "told",
    [{}, {"__schema": {}}, {"__schema": {"types": 7}}, {"__schema": {"queryType": {"name": "Query"}, "types": []}}],
)
def test_what_is_no_schema_cannot_be_used(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        asked(told)


def test_a_schema_of_a_file_is_read_with_directives_of_others(tmp_path: Path) -> None:
    (tmp_path / "notes.graphql").write_text("type Query @shareable { me: String }", "utf-8")

    assert schema_in(str(tmp_path / "notes.graphql"))["__schema"]["queryType"]["name"] == "Query"
