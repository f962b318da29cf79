"""What a secret is made of is found where anybody could make it, and nowhere else."""

import base64
import hashlib
import secrets
from collections.abc import Callable

import pytest

from fixtures.trials.refresh.recipes import names_of, recipe_of
from tests.core.building import NOON, reply

SECONDS, MILLISECONDS = str(int(NOON)), str(int(NOON * 1000) + 7)


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("secret", "recipe"),
    [
        (md5(SECONDS), "the MD5 of the time in seconds"),
        (f"{md5(SECONDS)}004f", "the MD5 of the time in seconds"),
        (sha256(MILLISECONDS), "the SHA-256 of the time in milliseconds"),
        (sha256(MILLISECONDS)[:32].upper(), "the SHA-256 of the time in milliseconds"),
        (sha256("1042"), "the SHA-256 of a number"),
        (sha256("ada@example.com"), "the SHA-256 of the user's name"),
        (md5(f"ada@example.com:{MILLISECONDS}"), "the MD5 of the user's name and the time in milliseconds"),
        (md5(f"{SECONDS}ada@example.com"), "the MD5 of the user's name and the time in seconds"),
        (
            base64.urlsafe_b64encode(hashlib.sha512(SECONDS.encode()).digest()).decode(),
            "the SHA-512 of the time in seconds",
        ),
    ],
)
def test_a_hash_of_what_anybody_can_guess_is_named(secret: str, recipe: str) -> None:
    assert recipe_of(secret, reply(), ("ada@example.com",)) == recipe


@pytest.mark.parametrize(
    "make",
    [
        lambda: secrets.token_hex(32),
        lambda: secrets.token_urlsafe(32),
        lambda: sha256(secrets.token_hex(8)),
        lambda: f"{md5('ada@example.com')}.{secrets.token_urlsafe(32)}",
        lambda: secrets.token_hex(16) + sha256(SECONDS),
    ],
)
def test_chance_is_made_of_nothing(make: Callable[[], str]) -> None:
    assert recipe_of(make(), reply(), ("ada@example.com",)) == ""


def test_the_time_is_that_of_the_target_but_beside_a_name() -> None:
    late = reply(date=NOON - 3600)

    assert recipe_of(md5(str(int(NOON) - 3600)), late, ()) == "the MD5 of the time in seconds"
    assert recipe_of(md5(str((int(NOON) - 3600) * 1000 + 913)), late, ()) == "the MD5 of the time in milliseconds"
    assert recipe_of(md5(MILLISECONDS), late, ()) == ""


def test_names_are_texts_and_numbers() -> None:
    assert names_of(("ada", None), [7, True, ["x"]]) == ("ada", "7")
