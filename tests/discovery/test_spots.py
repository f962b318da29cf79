"""Values and their places in answers that may be anything."""

import pytest

from fixtures.discovery.spots import could_be_token, has_word, leaves


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
