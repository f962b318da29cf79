"""Finding a token again, however a page has spelled it, and telling it from what is no token."""

import base64
import codecs
import json
import secrets
import zlib
from collections.abc import Callable
from urllib.parse import quote

import jwt
import pytest

from fixtures.browser.evidence import around
from fixtures.browser.snapshot import Spot
from fixtures.browser.tokens import Credential, KnownTokens, TokenKind, credential
from fixtures.redact import Vault

JWT = jwt.encode({"sub": "ada", "exp": 2_000_000_000}, "k" * 32, algorithm="HS256")
OPAQUE = "a+b/c=" + secrets.token_urlsafe(24)


def _known(text: str) -> KnownTokens:
    known = KnownTokens()
    known.learn(text, TokenKind.ACCESS, source="a test", order=1)
    return known


@pytest.mark.parametrize("token", [JWT, OPAQUE], ids=["jwt", "opaque"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda token: token,
        lambda token: f"Bearer {token}",
        lambda token: json.dumps({"state": {"token": token}}),
        lambda token: quote(token, safe=""),
        lambda token: base64.b64encode(token.encode()).decode(),
        lambda token: base64.b64encode(f"x{token}y".encode()).decode(),
        lambda token: base64.urlsafe_b64encode(f"xy{token}".encode()).decode().rstrip("="),
        lambda token: token.encode().hex(),
    ],
    ids=["plain", "header", "json", "url", "base64", "base64 shifted", "base64url shifted", "hexadecimal"],
)
def test_every_spelling_is_found(token: str, spell: "pytest.FixtureRequest") -> None:
    text = spell(token)  # type: ignore[operator]  # the parameter is a function
    found = _known(token).found_in(text)
    assert found is not None
    assert found.text == token
    assert token not in found.hidden_in(text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("latin-1")).decode()


def _under(key: str, text: str) -> str:
    return "".join(chr(ord(letter) ^ ord(key[place % len(key)])) for place, letter in enumerate(text))


DISGUISES: dict[str, Callable[[str], str]] = {
    "base64 twice": lambda token: _base64(_base64(token)),
    "base64 backwards": lambda token: _base64(token)[::-1],
    "JSON in base64 in JSON": lambda token: json.dumps({"v": _base64(_base64(json.dumps({"token": token})))}),
    "hexadecimal, backwards": lambda token: token[::-1].encode().hex(),
    "rot13": lambda token: codecs.encode(token, "rot13"),
    "codes of letters": lambda token: json.dumps([ord(letter) for letter in token]),
    "a list of letters": lambda token: json.dumps(list(token)),
    "dashes between letters": lambda token: "-".join(token),
    "a list of two halves": lambda token: json.dumps([token[:-21], token[-21:]]),
    "letters of two bytes": lambda token: base64.b64encode(token.encode("utf-16-le")).decode(),
    "packed": lambda token: base64.b64encode(zlib.compress(json.dumps({"token": token}).encode())).decode(),
    "the next letter of each": lambda token: "".join(chr(ord(letter) + 1) for letter in token),
    "XOR with one letter": lambda token: _base64(_under("*", token)),
    "XOR with a word": lambda token: _base64(_under("my-secret-key", json.dumps({"token": token}))),
    "XOR in hexadecimal": lambda token: _under("\x07", token).encode("latin-1").hex(),
}


@pytest.mark.parametrize("token", [JWT, secrets.token_urlsafe(32)], ids=["jwt", "opaque"])
@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_token_is_found_in_every_disguise_and_another_is_not(token: str, disguise: Callable[[str], str]) -> None:
    found = _known(token).kept_in(disguise(token))
    assert found is not None
    assert found.text == token
    assert _known(secrets.token_urlsafe(len(token) - 10)).kept_in(disguise(token)) is None


def test_a_token_in_two_pieces_is_found_and_half_of_one_is_not() -> None:
    known = _known(JWT)
    halves = [JWT[:-21], "something else", JWT[-21:]]
    assert known.in_pieces(halves, tuple(TokenKind)) == (known.held[JWT], 0)
    assert known.in_pieces(halves[:2], tuple(TokenKind)) is None


def test_values_of_the_page_are_no_token_in_disguise() -> None:
    known = _known(JWT)
    others = json.dumps([{"id": secrets.token_urlsafe(40), "data": _base64(secrets.token_urlsafe(50))}] * 50)
    assert known.kept_in(others) is None
    assert known.kept_in("a" * 5_000) is None
    assert known.kept_in("[" * 5_000) is None


def test_what_is_looked_through_for_disguises_is_bounded() -> None:
    known = _known(JWT)
    known.undisguised = len(JWT)
    assert known.kept_in(_base64(_base64(JWT))) is None
    assert known.kept_in(JWT) is not None


def test_the_signature_alone_is_found_and_the_payload_alone_is_not() -> None:
    header, payload, signature = JWT.split(".")
    assert _known(JWT).found_in(f"part={signature}") is not None
    assert _known(JWT).found_in(f"{header}.{payload}") is None


def test_foreign_and_short_values_are_not_found() -> None:
    other = jwt.encode({"sub": "ada"}, "q" * 32, algorithm="HS256")
    assert _known(JWT).found_in(other) is None
    assert _known("short").found_in("a short text") is None


def test_only_the_wanted_kind_is_found() -> None:
    assert _known(OPAQUE).found_in(OPAQUE, (TokenKind.REFRESH,)) is None


def test_the_expiry_of_a_jwt_is_read_by_the_clock_of_the_record() -> None:
    known = KnownTokens()
    token = known.learn(JWT, TokenKind.ACCESS, source="a test", order=1, expires_at=5.0, ahead=60.0)
    assert token.expires_at == 2_000_000_000 - 60


@pytest.mark.parametrize(
    "rest", ["", " ", " undefined", " null", " [object Object]", " [object Promise]", " NaN", "undefined"]
)
def test_a_scheme_without_a_token_is_an_empty_shell(rest: str) -> None:
    assert credential(f"Bearer{rest}", scheme="Bearer") == Credential(None)


def test_a_header_of_another_scheme_is_no_credential() -> None:
    assert credential("Basic YTpi", scheme="Bearer") is None
    assert credential(None, scheme="Bearer") is None
    assert credential("bearer abc", scheme="Bearer") == Credential("abc")
    assert credential("abc", scheme="") == Credential("abc")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (JWT, "…{mask}…"),
        (f"Bearer {JWT}", "…Bearer {mask}…"),
        (json.dumps({"state": {"token": JWT}}), '…{{"state": {{"token": "{mask}"}}}}…'),
        (base64.b64encode(f"x{JWT}y".encode()).decode(), "…{mask}…"),
        (JWT.encode().hex(), "…{mask}…"),
    ],
    ids=["plain", "header", "json", "base64", "hexadecimal"],
)
def test_what_stands_around_a_token_holds_no_part_of_it(text: str, shown: str) -> None:
    [token] = _known(JWT).of(TokenKind.ACCESS)
    assert around(Spot("localStorage", "token", text), token, str) == shown.format(mask=token.mask)


@pytest.mark.parametrize("order", ["other first", "other last"])
def test_a_secret_beside_a_token_is_masked_before_it_is_cut(order: str) -> None:
    """Of a long neighbour only a part would be left, which nobody could tell from an ordinary value."""
    other = secrets.token_urlsafe(120)
    vault = Vault()
    vault.remember(other, "refresh token")
    pairs = [("refresh", other), ("access", JWT)]
    [token] = _known(JWT).of(TokenKind.ACCESS)
    text = json.dumps(dict(pairs if order == "other first" else pairs[::-1]))
    shown = around(Spot("localStorage", "session", text), token, vault.masked)
    assert token.mask in shown
    assert not any(other[at : at + 8] in shown for at in range(len(other) - 8))


def test_a_word_that_was_cut_is_left_out() -> None:
    """What is left of a word that is too long may be left of a secret that nobody has remembered."""
    [token] = _known(JWT).of(TokenKind.ACCESS)
    unknown = "x" * 200
    shown = around(Spot("localStorage", "session", f"{unknown} {JWT} and {unknown}"), token, str)
    assert shown == f"… {token.mask} and …"
