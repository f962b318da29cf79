"""A fingerprint is found by its hash, however a deployment spells it, and nothing else is taken for one."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from fixtures.binding import Binding, binding_of, holds_raw
from fixtures.cookies import parse_set_cookie
from fixtures.target.fingerprint import FingerprintEncoding, FingerprintHash, FingerprintSection

RAW = "q3Zb-7xM_2cVd0kLr9TnYw8sPfHjEaUo"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict"


def token(**claims: Any) -> str:
    return jwt.encode({"sub": "ada", **claims}, "a key of at least thirty-two bytes")


def found(line: str, access: str, section: FingerprintSection | None = None) -> Binding | None:
    cookie = parse_set_cookie(line + ATTRIBUTES, received=0)
    assert cookie is not None
    return binding_of(section, [cookie], access)


def digest(text: str | bytes) -> bytes:
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).digest()


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (RAW, digest(RAW).hex()),
        (RAW, digest(RAW).hex().upper()),
        (RAW, base64.b64encode(digest(RAW)).decode()),
        (RAW, base64url(digest(RAW))),
        (HEX, digest(bytes.fromhex(HEX)).hex()),
        ("a%2Fb%3Dabcdefghijklmnop", digest("a/b=abcdefghijklmnop").hex()),
        (base64url(b"sixteen bytes..!"), digest(b"sixteen bytes..!").hex()),
    ],
    ids=["hex", "upper case", "base64", "base64url", "bytes behind hex", "decoded from the URL", "bytes behind base64"],
)
def test_a_hash_is_recognised_in_any_spelling(value: str, said: str) -> None:
    binding = found(f"anything={value}", token(userFingerprint=said))

    assert binding is not None
    assert (binding.cookie, binding.claim, binding.is_declared) == ("anything", "/userFingerprint", False)
    assert binding.is_hash(said, value)
    assert not binding.is_hash(said, RAW + "x")


def test_a_claim_deep_inside_is_found_and_read_again() -> None:
    access = token(**{"https://hasura.io/jwt/claims": {"X-User-Fingerprint": digest(RAW).hex()}})

    binding = found(f"__User-Fgp={RAW}", access)

    assert binding is not None
    assert binding.claim == "/https:~1~1hasura.io~1jwt~1claims/X-User-Fingerprint"
    assert binding.said_by(access) == digest(RAW).hex()
    assert binding.said_by(token()) is None
    assert binding.said_by("opaque") is None


def test_a_fingerprint_that_the_token_repeats_is_found_too() -> None:
    binding = found(f"fgp={RAW}", token(fgp=RAW))

    assert binding is not None
    assert binding.claim == "/fgp"


def test_a_value_that_script_may_read_is_no_fingerprint() -> None:
    cookie = parse_set_cookie(f"csrf={RAW}; Path=/", received=0)
    assert cookie is not None

    assert binding_of(None, [cookie], token(csrf=RAW)) is None


@pytest.mark.parametrize("access", [token(), token(fgp=digest("another").hex()), "opaque", "a.b.c"])
def test_nothing_is_found_where_nothing_refers_to_the_cookie(access: str) -> None:
    assert found(f"session={RAW}", access) is None


def test_a_declared_cookie_needs_no_proof() -> None:
    binding = found(f"fgp={RAW}", "opaque", FingerprintSection(cookie="fgp", hash=FingerprintHash.OTHER))

    assert binding is not None
    assert (binding.claim, binding.is_declared, binding.is_recomputable) == ("", True, False)


def test_a_declared_encoding_is_the_only_one_that_counts() -> None:
    section = FingerprintSection(encoding=FingerprintEncoding.BASE64URL)

    assert found(f"fgp={RAW}", token(fgp=digest(RAW).hex()), section) is None
    assert found(f"fgp={RAW}", token(fgp=base64url(digest(RAW))), section) is not None


@pytest.mark.parametrize("write", [bytes.hex, base64url, lambda raw: base64.b64encode(raw).decode()])
def test_a_thief_writes_a_hash_the_way_the_target_does(write: Callable[[bytes], str]) -> None:
    binding = found(f"fgp={RAW}", token(fgp=write(digest(RAW))))
    assert binding is not None

    said = write(digest(RAW))
    assert write(digest("mine")) in binding.hashes_like(said, "mine", honest=RAW)


def test_a_thief_hashes_bytes_where_the_target_does() -> None:
    binding, mine = found(f"fgp={HEX}", token(fgp=digest(bytes.fromhex(HEX)).hex())), "ab" * 32
    assert binding is not None

    said = digest(bytes.fromhex(HEX)).hex()
    assert binding.hashes_like(said, mine, honest=HEX) == [digest(bytes.fromhex(mine)).hex()]


def test_a_hash_that_reads_the_same_in_both_alphabets_is_written_in_both() -> None:
    binding = found(f"fgp={RAW}", token(fgp=base64url(digest(RAW))))
    assert binding is not None
    telling = next(f"mine {number}" for number in range(99) if "_" in base64url(digest(f"mine {number}")))

    plain = base64url(digest(RAW)).replace("-", "a").replace("_", "b")
    assert base64url(digest(telling)) in binding.hashes_like(plain, telling)
    assert len(binding.hashes_like(plain, telling)) == 2


def test_a_token_that_is_a_maze_is_given_up() -> None:
    maze: dict[str, Any] = {}
    for _ in range(50):
        maze = {"a": maze, "b": [maze] * 3}

    assert found(f"fgp={RAW}", token(maze={"a": {"b": {}}}, many=[{} for _ in range(2000)])) is None


def test_a_short_value_is_not_found_by_chance() -> None:
    assert not holds_raw("an abc in the text", "abc")
    assert holds_raw(f'{{"fgp": "{RAW}"}}', RAW)
