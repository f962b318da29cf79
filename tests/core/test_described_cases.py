"""What is made up from an OpenAPI document is always the same, bounded, and says what it is."""

from typing import Any

import pytest

from fixtures.trials.fuzz.described_cases import Bounds, Case, cases_of
from fixtures.verdict import Verdict, VerdictReached

BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"note": {"type": "string"}},
                                                    "required": ["note"], "additionalProperties": False}}}}  # fmt: skip
ANSWERS = {"200": {"description": "Done."}}
LOCK: list[dict[str, list[str]]] = [{"token": []}]
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/login": {"post": {"requestBody": BODY, "responses": ANSWERS}},
        "/note": {"put": {"requestBody": BODY, "responses": ANSWERS, "security": LOCK},
                  "get": {"responses": ANSWERS, "security": [{}, *LOCK]}},
        "/me": {"get": {"responses": ANSWERS, "security": LOCK}},
        "/health": {"get": {"responses": ANSWERS}},
    },
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}  # fmt: skip


def made(document: Any = DOCUMENT, *, seconds: float = 60) -> list[Case]:
    bounds = Bounds(seed=1, each=3, seconds=seconds)
    return list(cases_of(document, base_url="https://app.example", spared=frozenset({"/login"}), bounds=bounds))


def test_what_takes_a_body_or_credentials_is_asked_and_nothing_else() -> None:
    cases = made()

    assert {case.label for case in cases} == {"POST /login", "PUT /note", "GET /me"}
    assert {case.label for case in cases if case.is_locked} == {"PUT /note", "GET /me"}
    assert all(case.ask.url.startswith("https://app.example/") for case in cases)
    assert not any(name.lower().startswith("x-schemathesis") for case in cases for name, _ in case.ask.headers)


def test_spoilt_bodies_come_without_credentials_and_made_up_credentials_with_sound_bodies() -> None:
    notes = [case.ask for case in made() if case.label == "PUT /note"]
    bare = [ask for ask in notes if "authorization" not in {name.lower() for name, _ in ask.headers}]

    assert bare
    assert not any(ask.body.startswith(b'{"note": "') for ask in bare)
    assert any(ask.body.startswith(b'{"note": "') for ask in notes if ask not in bare)


def test_a_spared_path_gets_no_body_that_it_would_take() -> None:
    assert not any(case.ask.body.startswith(b'{"note": "') for case in made() if case.path == "/login")


def test_the_same_is_made_up_again() -> None:
    assert [(case.label, case.ask.body) for case in made()] == [(case.label, case.ask.body) for case in made()]


def test_no_time_makes_nothing() -> None:
    assert made(seconds=-1) == []


@pytest.mark.parametrize("document", [{}, {"paths": {}}, {"openapi": "3.1.0", "paths": 5}, {"openapi": []}])
def test_what_is_no_description_is_nobodys_failure(document: dict[str, Any]) -> None:
    with pytest.raises(VerdictReached) as reached:
        made(document)
    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    "operation",
    [7, {"requestBody": 7}, {"requestBody": {"$ref": "#/nowhere"}}, {"security": "x"}, {"parameters": [{}]}],
)
def test_an_operation_that_makes_no_sense_spoils_nothing(operation: Any) -> None:
    document = {**DOCUMENT, "paths": {**DOCUMENT["paths"], "/odd": {"post": operation}}}

    assert {case.label for case in made(document)} >= {"PUT /note", "GET /me"}
