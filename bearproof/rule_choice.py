"""Which rules a reader asks to see."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bearproof.documentation.traceability import asvs_of
from bearproof.rule_listing import level_of
from fixtures.errors import ExitCode, RunError
from fixtures.rule import AsvsLevel, Capability, Level, Profile, Rule, Severity
from fixtures.statements import load_statements

_ASVS_NUMBER = re.compile(r"(?:v5\.0\.0-|V)?(\d+(?:\.\d+){0,2})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a rule must be like to be shown. Of several values of one kind, one is enough; empty means any.

    ``asvs`` holds levels ("L1") and requirements, sections or chapters of ASVS 5.0 ("v5.0.0-10.4.5", "10.4", "V10");
    every word of ``text`` must occur somewhere in what is said about the rule.
    """

    profile: Profile | None = None
    suites: Sequence[str] = ()
    levels: Sequence[Level] = ()
    severities: Sequence[Severity] = ()
    needs: Sequence[Capability] = ()
    statements: Sequence[str] = ()
    asvs: Sequence[str] = ()
    text: str = ""

    def among(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return the rules that are like this.

        Raises ``RunError`` (usage) for a suite, a statement or an ASVS number that there cannot be.
        """
        known = list(rules)
        suites = sorted({rule.suite for rule in known})
        _require_known(self.suites, suites, f"Name one of: {', '.join(suites)}.", what="suite")
        numbers = list(load_statements())
        _require_known(
            self.statements,
            numbers,
            f"They are {numbers[0]} to {numbers[-1]}; docs/traceability.md lists them.",
            what="statement",
        )
        for asked in self.asvs:
            _require_asvs(asked)
        return [rule for rule in known if self._takes(rule)]

    def _takes(self, rule: Rule) -> bool:
        return (
            (self.profile is None or rule.level_in(self.profile) is not None)
            and _meets(self.suites, {rule.suite})
            and _meets(self.levels, {level_of(rule, self.profile)})
            and _meets(self.severities, {rule.severity})
            and _meets(self.needs, set(rule.needs))
            and _meets(self.statements, set(rule.statements))
            and (not self.asvs or any(_is_asked_by(rule, asked) for asked in self.asvs))
            and all(word in _all_text(rule) for word in self.text.lower().split())
        )


def _meets(wanted: Sequence[str], found: Iterable[str]) -> bool:
    return not wanted or not set(wanted).isdisjoint(found)


def _is_asked_by(rule: Rule, asked: str) -> bool:
    if (number := _ASVS_NUMBER.fullmatch(asked)) is None:
        return rule.asvs == asked.upper()
    return any(f"{theirs}.".startswith(f"{number[1]}.") for theirs in asvs_of(rule))


def _all_text(rule: Rule) -> str:
    said = (rule.id, rule.title, rule.why, rule.judged, rule.fix, *rule.refs, *rule.statements, *rule.needs)
    return "\n".join(said).lower()


def _require_asvs(asked: str) -> None:
    if asked.upper() not in set(AsvsLevel) and not _ASVS_NUMBER.fullmatch(asked):
        raise RunError(
            f'"{asked}" is no level and no requirement of ASVS 5.0.',
            next_step="Name a level (L1, L2, L3), a requirement (10.4.5), a section (10.4) or a chapter (V10).",
            exit_code=ExitCode.USAGE,
        )


def _require_known(names: Sequence[str], existing: Sequence[str], otherwise: str, *, what: str) -> None:
    for name in names:
        if name not in existing:
            near = get_close_matches(name, existing, n=1, cutoff=0.6)
            raise RunError(
                f'There is no {what} "{name}".',
                next_step=f"Did you mean {near[0]}?" if near else otherwise,
                exit_code=ExitCode.USAGE,
            )
