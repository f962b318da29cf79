"""Placeholders of requests."""

import pytest

from fixtures.target.template import Placeholder, misspelt_placeholder, placeholders_in


def test_the_placeholders_of_a_template_are_told() -> None:
    assert placeholders_in({"a": ["{username}"], "b": "Bearer {access_token}", "c": 1}) == {
        Placeholder.USERNAME, Placeholder.ACCESS_TOKEN,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{username}", "{me}", "mutation { login }", "{x: {user}}", "", "{}", "t {token}"])
def test_other_braces_are_left_alone(text: str) -> None:
    assert misspelt_placeholder(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("{user_name}", Placeholder.USERNAME), ("{Password}", Placeholder.PASSWORD), ("{refreshToken}", "refresh_token")],
)
def test_a_near_miss_is_noticed(text: str, meant: str) -> None:
    assert misspelt_placeholder(text) == (text[1:-1], meant)
