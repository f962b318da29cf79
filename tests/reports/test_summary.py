"""The summary in Markdown: the whole answer on a page, and nothing in it that the target wrote as Markdown."""

import pytest

from fixtures.verdict import Verdict
from reports import summary
from reports.model import Run
from tests.reports.every_run import RUNS
from tests.reports.rich_sample import rich_run
from tests.reports.sample import judgement, result, run, waiver


def test_it_has_the_gate_the_counts_and_the_failures() -> None:
    text = summary.render(rich_run())
    assert text.startswith("## ⚠️ Bearproof: exit code 3, internal error\n")
    assert "**13 of 16 applicable rules judged (81 %).**" in text
    assert "| ❌ | failed | 3 |" in text
    assert "| `refresh/rotates-and-retires` | MUST | critical |" in text


@pytest.mark.parametrize("audited", RUNS)
def test_tables_keep_their_shape(audited: Run) -> None:
    rows = [line for line in summary.render(audited).splitlines() if line.startswith("|")]
    assert all(line.count("|") in (4, 5) for line in rows)


def test_the_words_of_the_target_are_no_markdown() -> None:
    found = judgement(Verdict.FAILED, sentence="answered <img src=x> [here](https://attacker.example) | # `x` @all")
    text = summary.render(run(result("suite/fact", Verdict.FAILED, judgements=(found,))))
    assert "<img" not in text
    assert "](" not in text
    assert "@all" not in text
    assert "https://attacker.example" not in text


def test_a_waived_failure_is_shown_apart() -> None:
    text = summary.render(run(result("suite/fact", Verdict.FAILED), waivers=(waiver("suite/fact"),)))
    assert "### Failed" not in text
    assert "### Waived until a date" in text
    assert "Payments team" in text
