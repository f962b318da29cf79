"""What is true of a product by the rules of a profile, as it was found by hand: ``truths.toml`` beside ``truth.md``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from fixtures.rule import Profile
from fixtures.verdict import Verdict

HERE = Path(__file__).parent


class Entry(BaseModel):
    """One verdict for some rules on some variants, with the facts of ``truth.md`` that decide it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[str, ...] = Field(min_length=1)
    variants: tuple[str, ...] = ()
    verdict: Verdict
    facts: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1)


class Truths(BaseModel):
    """The whole file; an entry without variants holds for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Profile
    variants: tuple[str, ...] = Field(min_length=1)
    truth: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What an audit must say about one rule, and why."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product of this folder: its start and stop scripts, its target files and its truths."""

    name: str
    folder: Path
    truths: Truths

    def target_file(self, variant: str) -> Path:
        """Return the target file of a variant."""
        return self.folder / f"{variant}.toml"

    def starts_itself(self, variant: str) -> bool:
        """Whether the target file of a variant says how the audit starts it."""
        file = self.target_file(variant)
        return file.is_file() and "start" in tomllib.loads(file.read_text("utf-8"))

    def expected(self, variant: str) -> dict[str, Expectation]:
        """Return what an audit of ``variant`` must find, by rule.

        Raises ``ValueError`` where the truths name a rule twice for the variant, or an entry names an unknown variant.
        """
        found: dict[str, Expectation] = {}
        for entry in self.truths.truth:
            strays = set(entry.variants) - set(self.truths.variants)
            if strays:
                raise ValueError(f"{self.name}: {entry.rules[0]} names unknown variants: {', '.join(sorted(strays))}")
            if entry.variants and variant not in entry.variants:
                continue
            for rule in entry.rules:
                if rule in found:
                    raise ValueError(f"{self.name}, {variant}: {rule} has two truths")
                found[rule] = Expectation(verdict=entry.verdict, reason=entry.reason)
        return found


def products() -> tuple[Product, ...]:
    """Return every product that has truths, by name."""
    return tuple(product_in(path.parent) for path in sorted(HERE.glob("*/truths.toml")))


def product_in(folder: Path) -> Product:
    """Return the product of a folder. Raises ``ValueError`` where its truths are no truths."""
    written = tomllib.loads((folder / "truths.toml").read_text("utf-8"))
    return Product(name=folder.name, folder=folder, truths=Truths.model_validate(written))
