"""Sentences on the page: rules are links, long times are readable, and nothing of the target is markup."""

import pytest

from reports.html.sentences import linked, spelled_seconds


def test_rules_of_the_run_are_links_and_nothing_else_is() -> None:
    said = linked("It breaks cookie/secure, not text/html <b>cookie/secure</b>.", frozenset({"cookie/secure"}))
    link = '<a href="#cookie/secure">cookie/secure</a>'
    assert said == f"It breaks {link}, not text/html &lt;b&gt;{link}&lt;/b&gt;."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at most 900 s", "at most 900 s"),
        ("2592000 s", "2592000 s (30 days)"),
        ("at most 3600 s", "at most 3600 s (1 hour)"),
        ("5400 s", "5400 s (1.5 hours)"),
        ("not declared", "not declared"),
    ],
)
def test_long_times_are_said_in_words_too(text: str, said: str) -> None:
    assert spelled_seconds(text) == said
