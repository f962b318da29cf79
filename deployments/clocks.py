"""Moves the time of every real product by fifteen minutes, by thirty days and back, and sees it in its answers.

``python -m deployments.clocks`` moves them all; it ends with 1 where a move was not seen, or no login worked there.
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deployments.process import ProductNotStartedError, cache_folder, started
from deployments.truths import products
from fixtures.audit import Audit, Order, opened
from fixtures.cookies import new_jar
from fixtures.errors import RunError
from fixtures.redact import Vault
from fixtures.verdict import VerdictReached
from fixtures.wire import Ask

DISTANCES = (900.0, 2_592_000.0)
"""Fifteen minutes and thirty days, in seconds."""
_TOLERANCE = 5.0
_TABLE_WIDTH = 140


@dataclass(frozen=True, kw_only=True)
class Journey:
    """How far the target was from the true time, in seconds: as it was sent, as it showed there, and afterwards."""

    distance: float
    there: float
    back: float
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it was seen to go as far as it was sent, to let a user in there, and to come back."""
        return not self.trouble and abs(self.there - self.distance) <= _TOLERANCE and abs(self.back) <= _TOLERANCE


def journey(audit: Audit, distance: float) -> Journey:
    """Move the target's time, log in and call there, and come back."""
    trouble, there, skew = "", float("nan"), _seconds_away(audit)
    try:
        audit.clock.advance(distance)
        there = _seconds_away(audit) - skew
        answer = audit.sessions.login("ada").call()
        trouble = "" if answer.is_owners else f"{answer.asked} was {answer.ruling.detail}."
    except VerdictReached as reached:
        trouble = reached.judgement.sentence
    audit.clock.restore()
    back = _seconds_away(audit) - skew
    return Journey(distance=distance, there=there, back=back, trouble=trouble or audit.clock.trouble)


def journeys_of(target_file: Path, environment: Mapping[str, str]) -> tuple[Journey, ...]:
    """Start what a target file starts, and make both journeys. Raises ``RunError`` where it cannot be audited."""
    with _environ(environment), opened(Order(target_file=target_file), Vault()) as audit:
        return tuple(journey(audit, distance) for distance in DISTANCES)


def _seconds_away(audit: Audit) -> float:
    wire = audit.deployment.wire
    reply = wire.send(Ask(method="GET", url=wire.url("/")), purpose="what time is it there?", jar=new_jar())
    return (reply.date if reply.date is not None else float("nan")) - time.time()


@contextmanager
def _environ(environment: Mapping[str, str]) -> Iterator[None]:
    """Let the environment be another for as long as the block lasts: target files are filled in from it."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main(
    product: Annotated[list[str] | None, typer.Option(help="Only this product (repeatable).")] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Only this variant (repeatable).")] = None,
) -> None:
    """Move the time of the real products of this folder and see it move."""
    console = Console() if sys.stdout.isatty() else Console(width=_TABLE_WIDTH)
    table = Table("product", "variant", *(f"{distance:.0f} s" for distance in DISTANCES), "and back")
    cache, troubles = cache_folder(os.environ), []
    chosen = [
        (item, name) for item in products() for name in item.truths.variants
        if (not product or item.name in product) and (not variant or name in variant)
    ]  # fmt: skip
    for item, name in chosen:
        try:
            with started(item, name, cache) as environment:
                made = journeys_of(item.target_file(name), environment)
        except (ProductNotStartedError, RunError) as error:
            troubles.append(f"{item.name}, {name}: {error}")
            continue
        table.add_row(
            item.name, name, *(f"{one.there:+.1f}" for one in made), ", ".join(f"{one.back:+.1f}" for one in made)
        )
        troubles += [
            f"{item.name}, {name}: {one.distance:.0f} s: {one.trouble or 'the move was not seen'}"
            for one in made
            if not one.is_good
        ]
    console.print(table)
    for trouble in troubles:
        console.print(f"✗ {trouble}", markup=False, highlight=False)
    if troubles or not chosen:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
