"""A verdict that is not the true one is noticed, whichever way it is wrong, and shown."""

import io

import pytest
from rich.console import Console

from deployments.comparison import compare, table_of
from deployments.truths import Expectation
from fixtures.verdict import Verdict

TRUE = Expectation(verdict=Verdict.FAILED, reason="Seen by hand.")


def test_agreement() -> None:
    assert all(item.agrees for item in compare("one", expected={"a/b": TRUE}, found={"a/b": Verdict.FAILED}))


@pytest.mark.parametrize("found", [verdict for verdict in Verdict if verdict is not Verdict.FAILED])
def test_another_verdict_disagrees(found: Verdict) -> None:
    (item,) = compare("one", expected={"a/b": TRUE}, found={"a/b": found})
    assert not item.agrees
    assert item.sentence == f"one: a/b was found {found}, expected failed. Seen by hand."


def test_a_rule_that_the_run_lacks_disagrees() -> None:
    (item,) = compare("one", expected={"a/b": TRUE}, found={})
    assert not item.agrees
    assert "not judged by the run, expected failed" in item.sentence


def test_a_rule_that_the_truths_lack_disagrees() -> None:
    (item,) = compare("one", expected={}, found={"a/b": Verdict.PASSED})
    assert not item.agrees
    assert "the truths do not name it" in item.sentence


def test_the_table_has_a_row_for_each_rule_and_marks_what_disagrees() -> None:
    items = [
        *compare("one", expected={"a/b": TRUE, "a/c": TRUE}, found={"a/b": Verdict.FAILED, "a/c": Verdict.PASSED}),
        *compare("two", expected={"a/b": TRUE, "a/c": TRUE}, found={"a/b": Verdict.FAILED, "a/c": Verdict.FAILED}),
    ]
    text = io.StringIO()
    Console(file=text, width=120).print(table_of("x", items))
    rows = {line.split()[1]: line for line in text.getvalue().splitlines() if "a/" in line}
    assert rows.keys() == {"a/b", "a/c"}
    assert "✗" not in rows["a/b"]
    assert rows["a/c"].count("✗ passed, expected failed") == 1
