"""Starts every real product, audits it, and holds the verdicts against what is true of it.

``python -m deployments.run`` runs them all; it ends with 1 when a verdict disagrees or a run cannot be compared.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.beginnings import SearchFailedError, beginning_of, begun_file
from deployments.comparison import Comparison, compare, table_of
from deployments.process import ProductNotStartedError, cache_folder, installed, started
from deployments.truths import HERE, Product, products
from fixtures.verdict import Verdict
from reports.run_file_errors import RunFileError
from reports.stream import read_run

_AUDIT_SECONDS = 1800
"""Longest audit, with the first installation of a product that the audit starts."""
_TABLE_WIDTH = 140


Judge = Callable[[Product, str, Path], dict[str, Verdict]]


class AuditNotComparedError(Exception):
    """An audit left no run that could be compared; the message holds what it printed."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All variants of one product: what could be compared, and why the rest could not."""

    product: Product
    comparisons: tuple[Comparison, ...]
    troubles: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every verdict of every variant is the true one."""
        return not self.troubles and all(item.agrees for item in self.comparisons)


def audited(product: Product, variant: str, cache: Path) -> dict[str, Verdict]:
    """Start a variant, audit it with its target file, and return the verdicts by rule.

    The reports stay in ``cache``. Raises ``ProductNotStartedError``, and ``AuditNotComparedError`` where the audit
    ended without a whole run.
    """
    with started(product, variant, cache) as environment:
        reports = cache / "reports" / product.name / variant
        return _verdicts(product.target_file(variant), reports, environment)


def searched_and_audited(product: Product, variant: str, cache: Path) -> dict[str, Verdict]:
    """Let ``bearproof init`` write a target file for a variant, audit it with that, and return the verdicts by rule.

    Raises ``SearchFailedError`` besides what :func:`audited` raises.
    """
    with installed(product, variant, cache) as environment:
        reports = cache / "reports" / product.name / f"{variant}-begun"
        target_file = begun_file(product, variant, port=int(environment["PORT"]), folder=reports, environ=environment)
        return _verdicts(target_file, reports, environment)


def _verdicts(target_file: Path, reports: Path, environment: dict[str, str]) -> dict[str, Verdict]:
    run_file = reports / "run.json"
    run_file.unlink(missing_ok=True)  # an audit that fails to write must not be judged by the last one
    command = [sys.executable, "-m", "bearproof", "audit", str(target_file)]
    done = subprocess.run(  # noqa: S603  our own command
        [*command, "--report-dir", str(reports)],
        cwd=HERE.parent, env=environment, capture_output=True, text=True, timeout=_AUDIT_SECONDS, check=False,
    )  # fmt: skip
    try:
        return read_run(run_file).verdicts
    except RunFileError as error:
        said = f"{done.stdout}{done.stderr}"
        raise AuditNotComparedError(f"the audit ended with {done.returncode}: {error}\n{said}") from error


def outcome_of(product: Product, variants: tuple[str, ...], cache: Path, judge: Judge = audited) -> Outcome:
    """Audit some variants of a product by ``judge``, each whatever became of the others."""
    comparisons: list[Comparison] = []
    troubles: list[str] = []
    for variant in variants:
        try:
            found = judge(product, variant, cache)
        except (ProductNotStartedError, AuditNotComparedError, SearchFailedError, subprocess.TimeoutExpired) as error:
            troubles.append(f"{product.name}, {variant}: {error}")
        else:
            true = beginning_of(product, variant).judged_as or variant if judge is searched_and_audited else variant
            comparisons.extend(compare(variant, expected=product.expected(true), found=found))
    return Outcome(product=product, comparisons=tuple(comparisons), troubles=tuple(troubles))


def show(outcome: Outcome, console: Console) -> None:
    """Print the table of a product, then every disagreement and trouble as a sentence."""
    if outcome.comparisons:
        console.print(table_of(f"{outcome.product.name}: audited and true", outcome.comparisons))
    for item in outcome.comparisons:
        if not item.agrees:
            console.print(f"✗ {item.sentence}", markup=False, highlight=False)
    for trouble in outcome.troubles:
        console.print(f"✗ {trouble}", markup=False, highlight=False)


def main(
    product: Annotated[list[str] | None, typer.Option(help="Only this product (repeatable).")] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Only this variant (repeatable).")] = None,
    *,
    init: Annotated[bool, typer.Option("--init", help="Audit with the files that `bearproof init` writes.")] = False,
) -> None:
    """Audit the real products of this folder and compare the verdicts with the truths found by hand."""
    console = Console() if sys.stdout.isatty() else Console(width=_TABLE_WIDTH)
    chosen = [
        (item, tuple(name for name in item.truths.variants if not variant or name in variant))
        for item in products()
        if not product or item.name in product
    ]
    chosen = [(item, variants) for item, variants in chosen if variants]
    if not chosen:
        names = "; ".join(f"{item.name} ({', '.join(item.truths.variants)})" for item in products())
        console.print(f"No product has that name. There are: {names}.", markup=False, highlight=False)
        raise typer.Exit(4)
    cache = cache_folder(environ)
    outcomes = [
        outcome_of(item, variants, cache, searched_and_audited if init else audited) for item, variants in chosen
    ]
    for outcome in outcomes:
        show(outcome, console)
    compared = [item for outcome in outcomes for item in outcome.comparisons]
    agreeing = sum(item.agrees for item in compared)
    troubles = sum(len(outcome.troubles) for outcome in outcomes)
    console.print(f"{agreeing} of {len(compared)} verdicts agree; {troubles} runs could not be compared.")
    console.print(f"Reports: {cache / 'reports'}", markup=False, highlight=False)
    if not all(outcome.agrees for outcome in outcomes):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
