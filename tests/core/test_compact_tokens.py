"""What is said of a token that is not in compact form says why."""

import pytest

from fixtures.trials.token.serialization import _judged
from fixtures.verdict import Verdict


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (None, "could not be found"),
        ("eyJ.eyJ.abc=", "is padded with ="),
        ('{"payload": "eyJ"}', "is written as JSON"),
        ("eyJ.eyJ", "has 2 parts"),
        ("eyJ", "has 1 part"),
        ("eyJ.eyJ.a+b", "has characters that base64url does not know"),
        ("eyJ.eyJ.a\n", "has characters that base64url does not know"),
    ],
)
def test_a_token_in_another_form_is_described(token: str | None, said: str) -> None:
    judged = _judged("login", token)
    assert judged.verdict is Verdict.FAILED
    assert judged.sentence == f"The access token held after the login {said}."


def test_a_token_in_compact_form_passes() -> None:
    assert _judged("login", "eyJ.eyJ.").verdict is Verdict.PASSED
