"""Mutations say something else than the honest token, are drawn alike each time, and shrink to a small one."""

import jwt
import pytest

from fixtures.forge import Lie
from fixtures.trials.fuzz.mutations import (
    Material,
    changes_the_meaning,
    material_of,
    plain_mutations,
    smallest_mutation,
)

KEY = "a key that nobody knows, and long enough for its algorithm"
ADA, BOB = (jwt.encode({"sub": name, "exp": 4_000_000_000, "jti": name}, KEY, "HS256") for name in ("ada", "bob"))


@pytest.fixture
def material() -> Material:
    return material_of(ADA, BOB)


def test_the_honest_tokens_are_no_lies(material: Material) -> None:
    assert not changes_the_meaning(Lie("itself", ADA), material)
    assert not changes_the_meaning(Lie("bob's own", BOB), material)


@pytest.mark.parametrize("ending", ["", "=", "==", "  ", "!", "~"])
def test_the_same_token_in_other_letters_is_no_lie(material: Material, ending: str) -> None:
    assert not changes_the_meaning(Lie("other letters", ADA + ending), material)


def test_unused_bits_of_the_last_letter_are_no_lie(material: Material) -> None:
    # 32 bytes leave two bits of the last letter unused.
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(ADA[-1])
    twin = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last ^ 1]

    assert not changes_the_meaning(Lie("unused bits", ADA[:-1] + twin), material)


@pytest.mark.parametrize("token", ["", " "])
def test_no_token_is_no_lie(material: Material, token: str) -> None:
    assert not changes_the_meaning(Lie("nothing", token), material)


def test_plain_mutations_are_all_different_and_only_the_honest_words_change_nothing(material: Material) -> None:
    names = [lie.name for lie in plain_mutations(material)]

    assert len(set(names)) == len(names) > 80
    unchanged = [lie.name for lie in plain_mutations(material) if not changes_the_meaning(lie, material)]
    assert unchanged == ["alg HS256 in its header and the old signature", "typ JWT in its header and the old signature"]


def test_an_honest_verifier_takes_none_of_them(material: Material) -> None:
    def is_taken(lie: Lie) -> bool:
        try:
            jwt.decode(lie.token, KEY, algorithms=["HS256"])
        except (jwt.PyJWTError, ValueError, RecursionError):
            return False
        return changes_the_meaning(lie, material)

    assert [lie.name for lie in plain_mutations(material) if is_taken(lie)] == []
    drawn: list[str] = []

    def is_taken_and_noted(lie: Lie) -> bool:
        drawn.append(lie.token)
        return is_taken(lie)

    assert smallest_mutation(material, is_taken_and_noted, seed=1, drawn=120) is None
    assert len(drawn) > 60


def test_the_counter_example_is_small(material: Material) -> None:
    found = smallest_mutation(material, lambda lie: lie.token.count(".") > 2, seed=1, drawn=120)

    assert found is not None
    assert found.token.count(".") == 3


def test_draws_are_alike_each_time(material: Material) -> None:
    def names() -> list[str]:
        seen: list[str] = []

        def is_noted(lie: Lie) -> bool:
            seen.append(lie.name)
            return False

        assert smallest_mutation(material, is_noted, seed=7, drawn=60) is None
        return seen

    assert names() == names()
