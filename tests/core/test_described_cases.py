"""What is made up from an OpenAPI document is always the same, bounded, and says what it is."""

import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from fixtures.trials.fuzz.described_cases import Bounds, cases_of
from fixtures.trials.fuzz.kept_cases import Case, kept, key_of
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


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep away from the user's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "bearproof" / "made-up"


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


def test_what_was_made_up_once_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = made()
    monkeypatch.delattr(schemathesis.openapi, "from_dict")

    assert made() == first


def test_another_document_is_not_answered_with_what_was_kept() -> None:
    made()
    other = {**DOCUMENT, "paths": {"/me": DOCUMENT["paths"]["/me"]}}

    assert {case.label for case in made(other)} == {"GET /me"}


def test_what_was_not_made_up_to_its_end_is_not_kept() -> None:
    bounds = Bounds(seed=1, each=3, seconds=60)
    next(iter(cases_of(DOCUMENT, base_url="https://app.example", spared=frozenset(), bounds=bounds)))

    assert kept(key_of(DOCUMENT, frozenset(), asdict(bounds))) is None


def test_a_cache_that_cannot_be_read_or_written_is_done_without(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("no folder", "utf-8")

    assert made() == made()


def test_a_damaged_cache_is_done_without(cache: Path) -> None:
    first = made()
    (cache / "cache.db").write_bytes(b"no database" * 500)

    assert made() == first


def test_a_damaged_row_is_done_without(cache: Path) -> None:
    first = made()
    with closing(sqlite3.connect(cache / "cache.db")) as damaged, damaged:
        damaged.execute("UPDATE Cache SET value = x'00112233', filename = NULL")

    assert made() == first
