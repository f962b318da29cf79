"""Secrets and personal data are found in claims by name, by look and by what is known; declared ones are left alone."""

import pytest

from fixtures.trials.token.private_claims import excess, leaves_of

KNOWN = [("the password", "correct horse"), ("the refresh token", "r-1234567890")]


def found(path: str, value: object, *allowed: str) -> str | None:
    return excess(path, value, known=KNOWN, allowed=frozenset(allowed))


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("/pwd", "x", "a claim named like a secret"),
        ("/user/password_hash", "x", "a claim named like a secret"),
        ("/x", "correct horse", "the password"),
        ("/x", "it is correct horse!", "the password"),
        ("/x", "r-1234567890", "the refresh token"),
        ("/h", "$argon2id$v=19$m=1,t=1,p=1$a$b", "a password hash"),
        ("/h", "$2b$12$abcdefghijklmnopqrstuv", "a password hash"),
        ("/h", "pbkdf2_sha256$600000$salt$hash", "a password hash"),
        ("/sub", "ada@notes.example", "an e-mail address"),
        ("/t", "+44 20 7946 0000", "a phone number"),
        ("/birthdate", "1815-12-10", "a claim named like personal data"),
    ],
)
def test_too_much_is_found(path: str, value: object, what: str) -> None:
    assert found(path, value) == what


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/sub", "4711"), ("/sub", "ada"), ("/exp", 4_000_000_000), ("/jti", "d2b1$x"), ("/iss", "https://a.example"),
        ("/email_verified", True), ("/email", ""), ("/email", None), ("/csrf", "7a1f"), ("/aud", "notes@api"),
        ("/fingerprint_sha256", "9f86d081884c7d659a2feaa0c55ad015"), ("/scope", "read:email"),
    ],
)  # fmt: skip
def test_what_a_token_needs_is_left_alone(path: str, value: object) -> None:
    assert found(path, value) is None


def test_declared_claims_may_be_personal_and_never_secret() -> None:
    assert found("/email", "ada@notes.example", "email") is None
    assert found("/user/email", "ada@notes.example", "/user/email") is None
    assert found("/email", "ada@notes.example", "phone") == "an e-mail address"
    assert found("/password", "x", "password") == "a claim named like a secret"


def test_every_plain_value_is_looked_at() -> None:
    assert dict(leaves_of({"a": {"b": [1, {"c": "x"}]}, "d": None})) == {"/a/b/0": 1, "/a/b/1/c": "x", "/d": None}
