"""Spans of time are exact, and never a power of ten."""

import pytest

from fixtures.span import spelled


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (-75.5, "-75.5 s"),
        (900, "900 s"),
        (3599.6, "3600 s"),
        (3600, "3600 s (1 hour)"),
        (86_400, "86400 s (1 day)"),
        (2_592_000, "2592000 s (30 days)"),
        (7_776_080, "7776080 s (90 days)"),
        (2.592e9, "2592000000 s (30,000 days)"),
    ],
)
def test_a_span_is_exact_and_in_words(seconds: float, words: str) -> None:
    assert spelled(seconds) == words
