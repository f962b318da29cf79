"""Sentences on the page: rules are links, long times are readable, and nothing of the target is markup."""

import pytest

from reports.html.sentences import at_moment, linked, picture_size, spelled_seconds
from tests.reports.sample import png


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


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "0.0 s"), (899.94, "899.9 s"), (3723.0, "1:02:03"), (2_592_001.0, "30 d 0:00:01")],
)
def test_a_place_on_a_timeline_is_readable_however_late_it_is(seconds: float, said: str) -> None:
    assert at_moment(seconds) == said


def test_the_size_of_a_picture_is_read_from_it_and_from_nothing_else() -> None:
    assert picture_size(png(width=320, height=200)) == (320, 200)
    assert picture_size(b"<svg onload=alert(1)>" * 10) is None
    assert picture_size(png()[:20]) is None
