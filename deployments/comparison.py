"""Holds what an audit found against what is true, rule by rule, and shows it as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from deployments.truths import Expectation
from fixtures.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One rule on one variant: None stands for a rule that one side does not know."""

    rule: str
    variant: str
    expected: Expectation | None
    found: Verdict | None

    @property
    def agrees(self) -> bool:
        """Whether the audit says what is true; a rule that only one side knows never agrees."""
        return self.expected is not None and self.found is self.expected.verdict

    @property
    def sentence(self) -> str:
        """The disagreement in words."""
        if self.expected is None:
            return f"{self.variant}: {self.rule} was found {self.found}, but the truths do not name it."
        found = f"found {self.found}" if self.found is not None else "not judged by the run"
        return f"{self.variant}: {self.rule} was {found}, expected {self.expected.verdict}. {self.expected.reason}"


def compare(
    variant: str, *, expected: Mapping[str, Expectation], found: Mapping[str, Verdict]
) -> tuple[Comparison, ...]:
    """Return a comparison for every rule that either side knows, by rule."""
    return tuple(
        Comparison(rule=rule, variant=variant, expected=expected.get(rule), found=found.get(rule))
        for rule in sorted({*expected, *found})
    )


def table_of(title: str, comparisons: Sequence[Comparison]) -> Table:
    """Return a table with a row for each rule and a column for each variant, disagreements marked.

    A cell shows the verdict found; where it is wrong, also the one that was expected.
    """
    variants = list(dict.fromkeys(item.variant for item in comparisons))
    cells = {(item.rule, item.variant): _cell(item) for item in comparisons}
    table = Table(title=title, title_justify="left")
    table.add_column("rule", no_wrap=True)
    for variant in variants:
        table.add_column(variant, overflow="fold")
    for rule in sorted({item.rule for item in comparisons}):
        table.add_row(rule, *(cells.get((rule, variant), Text("")) for variant in variants))
    return table


def _cell(item: Comparison) -> Text:
    found = str(item.found or "not judged")
    if item.agrees:
        return Text(found, style="red" if item.found is Verdict.FAILED else "green")
    expected = str(item.expected.verdict) if item.expected else "no truth"
    return Text(f"✗ {found}, expected {expected}", style="bold reverse red")
