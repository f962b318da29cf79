"""The published proof: a page for people, grouped by suite, and the same for machines."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from fixtures.catalogue import load_catalogue
from fixtures.rule import Profile
from tests.proof.cells import Outcome

DOCS = Path(__file__).parents[2] / "docs"
PAGE, MACHINE_READABLE = DOCS / "proof.md", DOCS / "proof.json"

_INTRODUCTION = """# The proof

Written by `make prove`. It runs every rule of a profile against the reference server with every one of its faults, and
against servers that do not work, and compares what it finds with what each fault declares. A fault must break the rules
that it names, and no other; the honest server passes everything; and on a server that does not work nothing counts as
a refusal. Where faults touch different parts and break different rules, one server has up to five of them; should that
not be as they declare together, they are looked at apart, down to each fault alone. What that cannot show is a fault
that also breaks what another in its server declares; `make prove ARGUMENTS=--one-by-one` shows that too, in far
more time. [`proof.json`](proof.json) has the same for programs, with the faults that were beside each, and what
could not be judged.
"""


def summary_of(outcomes: Sequence[Outcome]) -> str:
    """Return the proof in one line of counts."""
    faults = [outcome for outcome in outcomes if outcome.kind == "fault"]
    caught = sum(not outcome.trouble for outcome in faults)
    rules = {rule for outcome in faults if not outcome.trouble for rule in outcome.failed}
    degenerate = [outcome for outcome in outcomes if outcome.kind == "degenerate"]
    honest = [outcome for outcome in outcomes if outcome.kind == "honest"]
    unsteady = sum(bool(outcome.unsteady) for outcome in outcomes)
    return (
        f"{len({outcome.subject for outcome in faults})} faults in {len(faults)} servers, {caught} as declared;"
        f" {len(rules)} of {len(load_catalogue())} rules shown to fire;"
        f" {_share(honest)} honest and {_share(degenerate)} degenerate servers as declared;"
        f" {unsteady} only when they were looked at again;"
        f" {sum(outcome.judged for outcome in outcomes)} verdicts;"
        f" {sum(outcome.core_seconds for outcome in outcomes) / 60:.0f} minutes of a core."
    )


def _share(outcomes: Sequence[Outcome]) -> str:
    return f"{sum(not outcome.trouble for outcome in outcomes)} of {len(outcomes)}"


def write_pages(outcomes: Sequence[Outcome]) -> None:
    """Write both."""
    ordered = sorted(outcomes, key=lambda outcome: (outcome.kind, outcome.subject, outcome.profile))
    PAGE.write_text(page_of(ordered), encoding="utf-8")
    rows = [{name: value for name, value in asdict(outcome).items() if name != "core_seconds"} for outcome in ordered]
    MACHINE_READABLE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def page_of(outcomes: Sequence[Outcome]) -> str:
    """Return the page for people."""
    parts = [_INTRODUCTION, f"**{summary_of(outcomes)}**\n", "## Not as declared\n"]
    wrong = [outcome for outcome in outcomes if outcome.trouble]
    parts += [f"- `{outcome.name}`: {'; '.join(outcome.trouble)}" for outcome in wrong] or ["Nothing."]
    parts += ["", "## As declared only when looked at again, with nothing beside it\n"]
    parts += [f"- `{one.name}`: at first {'; '.join(one.unsteady)}" for one in outcomes if one.unsteady] or ["Nothing."]
    parts += ["", "## Rules, and the faults that break them\n", *_by_suite(outcomes), *_counts(outcomes)]
    return "\n".join(parts).rstrip() + "\n"


def _by_suite(outcomes: Sequence[Outcome]) -> list[str]:
    broken: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        if outcome.kind == "fault":
            for rule in outcome.failed:
                broken[rule][outcome.subject].append(outcome.profile)
    suites: dict[str, list[str]] = defaultdict(list)
    for known in load_catalogue().values():
        suites[known.suite].append(known.id)
    lines: list[str] = []
    for suite, names in sorted(suites.items()):
        lines += [f"### {suite}\n", "| rule | fails on the server that |", "|---|---|"]
        for name in sorted(names):
            faults = "<br>".join(f"{fault.replace('_', ' ')} ({', '.join(profiles)})"
                                 for fault, profiles in sorted(broken[name].items()))  # fmt: skip
            fact = name.partition("/")[2]
            lines.append(f"| [{name}](rules/{suite}.md#{fact}) | {faults or 'none was shown'} |")
        lines.append("")
    return lines


def _counts(outcomes: Sequence[Outcome]) -> list[str]:
    lines = ["## The honest server\n", "| profile | form | rules that passed |", "|---|---|---|"]
    lines += [f"| {one.profile} | {one.subject} | {one.judged} |" for one in outcomes if one.kind == "honest"]
    lines += ["", "## Servers that do not work\n", "The table of every verdict is in `tests/proof/degenerate.toml`.\n",
              "| server | rules that could not be judged | rules that failed |", "|---|---|---|"]  # fmt: skip
    for one in outcomes:
        if one.kind == "degenerate":
            untold = len(one.undecided) or "the audit does not begin"
            lines.append(f"| {one.subject} | {untold} | {len(one.failed)} |")
    lines += ["", "## Rules and profiles\n", "| profile | rules | shown to fire |", "|---|---|---|"]
    for profile in Profile:
        asked = {rule.id for rule in load_catalogue().values() if rule.level_in(profile) is not None}
        fired = {rule for one in outcomes if one.kind == "fault" and one.profile == profile for rule in one.failed}
        lines.append(f"| {profile} | {len(asked)} | {len(asked & fired)} |")
    return lines
