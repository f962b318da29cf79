"""Values and their places in answers that may be anything."""

import json
from typing import Any

import jwt
import pytest

from fixtures.discovery.spots import could_be_token, has_word, id_token_place, leaves
from fixtures.target.model import Place
from tests.core.building import reply

WHO = {"iss": "https://id.example", "sub": "ada", "aud": "notes", "exp": 2, "iat": 1}


def test_pointers_are_escaped() -> None:
    assert dict(leaves({"a/b": {"~": [1, True, None, "x"]}})) == {"/a~1b/~0/0": "1", "/a~1b/~0/3": "x"}


def test_a_document_without_end_is_left_early() -> None:
    deep: list[object] = []
    inner = deep
    for _ in range(200):
        inner.append([])
        inner = inner[0]  # type: ignore[assignment]  # each list holds a list
    assert list(leaves(deep)) == []
    assert len(list(leaves(list(range(100_000))))) <= 2_000


@pytest.mark.parametrize(
    "text", ["short", "a sentence of several words", "https://a.example/long/enough", "x" * 20_000]
)
def test_what_no_header_or_form_would_carry_as_a_credential_is_none(text: str) -> None:
    assert not could_be_token(text)


def test_a_word_counts_only_by_itself() -> None:
    assert has_word("Signed in as ada.", "ada")
    assert not has_word("Canada", "ada")
    assert not has_word("anything", "")


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "a-key-of-at-least-thirty-two-bytes-for-tests", algorithm="HS256")


@pytest.mark.parametrize("name", ["id_token", "idToken", "ID-Token"])
def test_an_id_token_is_told_by_its_claims_and_its_name(name: str) -> None:
    answer = reply(body=json.dumps({"access_token": signed({"sub": "ada"}), "tokens": {name: signed(WHO)}}).encode())

    assert id_token_place(answer, besides="another") == Place(body=f"/tokens/{name}")


@pytest.mark.parametrize(
    ("name", "claims"), [("token", WHO), ("id_token", {key: WHO[key] for key in ("iss", "sub", "exp", "iat")})]
)
def test_what_lacks_the_name_or_a_claim_is_no_id_token(name: str, claims: dict[str, Any]) -> None:
    assert id_token_place(reply(body=json.dumps({name: signed(claims)}).encode()), besides="another") is None


def test_an_access_token_is_not_taken_for_an_id_token_too() -> None:
    token = signed(WHO)
    assert id_token_place(reply(body=json.dumps({"id_token": token}).encode()), besides=token) is None
