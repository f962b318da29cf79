"""Whoever sends a GraphQL operation writes it: arguments are left out, replaced and added by the parser."""

import pytest

from fixtures.graphql.arguments import is_operation, with_arguments, with_literal, without_value

MARK = "{refresh_token}"
RENEW = {
    "query": "mutation R($t: String!, $d: Int) { renew(token: $t, device: $d) { jwt } }",
    "variables": {"t": MARK, "d": 1},
}


def written(body: dict[str, object] | None) -> tuple[str, object]:
    """The document in one line, and the variables."""
    assert body is not None
    return " ".join(str(body["query"]).split()), body["variables"]


def test_an_argument_is_added_or_takes_the_place_of_the_one_of_its_name() -> None:
    assert written(with_arguments(RENEW, {"hash": 'a"b', "device": "x", "no-name": "y"})) == (
        'mutation R($t: String!) { renew(token: $t, hash: "a\\"b", device: "x") { jwt } }',
        {"t": MARK},
    )


def test_a_value_is_left_out_with_its_variable_also_inside_of_an_input() -> None:
    nested = {"query": "mutation ($t: String!) { renew(input: {token: $t, n: 1}) { jwt } }", "variables": {"t": MARK}}

    assert written(without_value(RENEW, MARK)) == ("mutation R($d: Int) { renew(device: $d) { jwt } }", {"d": 1})
    assert written(without_value(nested, MARK)) == ("mutation { renew(input: { n: 1 }) { jwt } }", {})


@pytest.mark.parametrize(
    ("value", "literal"),
    [(None, "null"), (0, "0"), ([], "[]"), ([""], '[""]'), ({"_neq": ""}, '{ _neq: "" }'), (True, "true")],
)
def test_a_literal_needs_no_declared_type(value: object, literal: str) -> None:
    document, variables = written(with_literal(RENEW, MARK, value))

    assert document == f"mutation R($d: Int) {{ renew(token: {literal}, device: $d) {{ jwt }} }}"
    assert variables == {"d": 1}


def test_what_graphql_cannot_write_is_not_written() -> None:
    assert with_literal(RENEW, MARK, {"$ne": None}) is None
    assert with_literal({"query": "{ renew }", "variables": {}}, MARK, None) is None
    assert with_literal({"token": MARK}, MARK, None) is None


@pytest.mark.parametrize("body", [None, {}, {"query": "select"}, {"query": 1}, {"refresh_token": MARK}])
def test_other_json_is_no_operation_and_stays_as_it_is(body: dict[str, object] | None) -> None:
    assert not is_operation(body)
    assert without_value(body or {}, MARK) == (body or {})
