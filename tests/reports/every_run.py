"""The runs that every writer must be able to write."""

from reports.model import Ending
from tests.reports.hostile import STRINGS, filled_with
from tests.reports.rich_sample import rich_run
from tests.reports.sample import run

RUNS = [
    rich_run(),
    rich_run(Ending.INTERRUPTED),
    *(filled_with(text, rich_run()) for text in STRINGS.values()),
    run(),
]
"""A believable one, one that was stopped, those with hostile words in every place, and one without a rule."""
