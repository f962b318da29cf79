"""What is known of an application: its faults, the rules that must find them, its honest variants, its known misses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from fixtures.verdict import Verdict

HERE = Path(__file__).parent


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(_Record):
    """One switchable fault. Every rule of ``rules`` must fail, and of each group of ``one_of`` one at least."""

    design: str
    """The target file that the application is audited with, without its suffix."""
    rules: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    settings: dict[str, JsonValue] = {}
    """What the target file says otherwise where this fault is on: dotted keys."""
    tried: bool = True
    """Whether an audit of it was ever run."""

    @property
    def named_rules(self) -> tuple[str, ...]:
        """Every rule that the fault names, each once."""
        return tuple(dict.fromkeys([*self.rules, *(rule for group in self.one_of for rule in group)]))

    def missed(self, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
        """Return a sentence for each expectation that ``verdicts`` do not meet."""
        groups = [*((rule,) for rule in self.rules), *self.one_of]
        return tuple(
            ", ".join(f"{rule} is {verdicts.get(rule, 'not run')}" for rule in group)
            for group in groups
            if not any(verdicts.get(rule) is Verdict.FAILED for rule in group)
        )


class Miss(_Record):
    """Why a fault is not found. An ``open`` miss is one of Bearproof's."""

    kind: Literal["open", "expectation", "application", "chance", "unexplained"]
    """``expectation``: it was wrong to expect it. ``application``: it does not show, because of something else there.

    ``chance``: it is found in some runs only, so that neither is news. ``unexplained``: nobody has looked into it yet.
    """
    why: str = Field(min_length=1)


class Variant(_Record):
    """An honest deviation of the application: nothing may fail."""

    designs: tuple[str, ...] = ()
    """The target files that it is for; all of them where this is empty."""
    settings: dict[str, JsonValue] = {}


class Description(_Record):
    """The file ``application.toml``."""

    title: str
    program: Literal["node", "python"]
    passwords: tuple[str, ...]
    """Variables that get new random values for every audit."""
    ports: tuple[str, ...] = ()
    """Variables that get free ports, besides the one that the audit chooses."""
    variants: dict[str, Variant]


@dataclass(frozen=True, kw_only=True)
class Application:
    """One folder of this package."""

    name: str
    folder: Path

    @cached_property
    def description(self) -> Description:
        """How it is installed and started, and its variants."""
        return Description.model_validate(self._read("application.toml"))

    @cached_property
    def faults(self) -> dict[str, Fault]:
        """Its faults by name. Raises ``ValidationError`` where the table is none."""
        return {name: Fault.model_validate(entry) for name, entry in self._read("faults.toml").items()}

    @cached_property
    def known_misses(self) -> dict[str, Miss]:
        """The faults that are known not to be found."""
        return {name: Miss.model_validate(entry) for name, entry in self._read("known-misses.toml").items()}

    @property
    def designs(self) -> tuple[str, ...]:
        """Its target files, without their suffix."""
        named = {"application.toml", "faults.toml", "known-misses.toml"}
        return tuple(sorted(path.stem for path in self.folder.glob("*.toml") if path.name not in named))

    def _read(self, file: str) -> dict[str, Any]:
        return tomllib.loads((self.folder / file).read_text(encoding="utf-8"))


def applications() -> dict[str, Application]:
    """Return every application by name."""
    folders = sorted(path.parent for path in HERE.glob("*/application.toml"))
    return {folder.name: Application(name=folder.name, folder=folder) for folder in folders}
