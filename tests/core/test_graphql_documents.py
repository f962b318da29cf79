"""GraphQL documents are changed by the parser, so that what is sent is always a document."""

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse

from fixtures.graphql.batches import _has_answered
from fixtures.graphql.documents import as_query, repeated, with_many_logins
from fixtures.graphql.endpoint import has_content
from fixtures.verdict import Verdict, VerdictReached

LOGIN = "mutation L($username: String!, $password: String!) { login(u: $username, p: $password) { token } }"


def fields_of(text: str) -> list[str]:
    """The response keys at the top of a document."""
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    fields = [found for found in operation.selection_set.selections if isinstance(found, FieldNode)]
    return [field.alias.value for field in fields if field.alias is not None]


def test_every_attempt_has_an_alias_and_variables_of_its_own() -> None:
    made = with_many_logins(LOGIN, [{"username": "ada", "password": word} for word in ("a", "b")], key="login")

    assert fields_of(made.text) == ["attempt0", "attempt1"]
    assert made.variables == {"username0": "ada", "password0": "a", "username1": "ada", "password1": "b"}
    assert "login(u: $username1, p: $password1)" in made.text
    assert "$password1: String!" in made.text


def test_a_query_is_repeated_under_aliases() -> None:
    assert fields_of(repeated("query { me { id } }", 3, key="query")) == ["bearproof0", "bearproof1", "bearproof2"]


def test_a_mutation_can_be_written_as_a_query() -> None:
    assert (as_query(LOGIN, key="login") or "").startswith("query L(")
    assert as_query("{ login { token } }", key="login") is None


@pytest.mark.parametrize("text", ["{", "fragment F on Query { me }"])
def test_what_is_no_operation_is_nobodys_failure(text: str) -> None:
    with pytest.raises(VerdictReached) as reached:
        repeated(text, 2, key="graphql.query")
    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE


def test_the_last_login_is_seen_by_its_data_or_by_being_the_only_one_without_an_error() -> None:
    errors = [{"message": "no", "path": [f"attempt{index}"]} for index in range(20)]

    assert _has_answered({"data": {"attempt20": {"token": "t"}}, "errors": errors})
    assert _has_answered({"data": None, "errors": errors})
    assert not _has_answered({"data": None, "errors": [*errors, {"path": ["attempt20"]}]})
    assert not _has_answered({"data": None, "errors": errors[:1]})
    assert not _has_answered({"errors": [{"message": "too much"}]})
    assert not _has_answered("nonsense")


@pytest.mark.parametrize("body", [None, [], {"data": None}, {"data": {"me": None}}, {"errors": []}, {"data": "x"}])
def test_null_is_no_data(body: object) -> None:
    assert not has_content(body)


def test_data_is_data() -> None:
    assert has_content({"data": {"me": {"id": 1}}})
