"""What ``bearproof audit --dry-run`` prints: everything that an audit would ask, without a single connection."""

import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixtures.capability import require, statuses
from fixtures.catalogue import Selection, selected
from fixtures.errors import ExitCode, RunError
from fixtures.redact import Vault
from fixtures.rule import Profile, Rule
from fixtures.target.clock import ClockKind
from fixtures.target.hosts import hosts_of
from fixtures.target.loader import load_target
from fixtures.target.model import Target, User
from fixtures.verdict import Judgement, VerdictReached
from fixtures.wire import user_agent
from reports.inert import one_line


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What to rehearse: the same choices as those of an audit."""

    target_file: Path | None
    profile: Profile | None
    suites: tuple[str, ...]
    rules: tuple[str, ...]
    allow_browser: bool
    is_safe: bool


def rehearse(order: Rehearsal) -> None:
    """Print what an audit would send, to whom and why.

    Raises ``RunError`` (usage) for a target file that cannot be used, and where none is named.
    """
    if order.target_file is None:
        raise RunError(
            "--dry-run shows what a target would be asked, and no target file was named.",
            next_step="Name one: bearproof audit FILE --dry-run.",
            exit_code=ExitCode.USAGE,
        )
    loaded, vault = load_target(order.target_file, os.environ), Vault()
    for secret in loaded.secrets:
        vault.remember(secret, "password")
    target, profile = loaded.target, order.profile or loaded.target.target.profile
    rules = selected(Selection(profile=profile, suites=order.suites, rules=order.rules))
    console = Console(highlight=False, soft_wrap=True)
    title = f"Dry run: nothing is sent. {one_line(target.target.name)}, {target.target.url}, profile {profile}"
    console.print(Text(title, style="bold"))
    console.print(_grid(_terms(target), vault))
    console.print(Text("\nRequests that the rules are made of", style="bold"))
    console.print(_grid(_requests(target), vault))
    kept, left_out = _divided(rules, target, order)
    console.print(Text(f"\nJudged: {len(kept)} rules, which send", style="bold"))
    console.print(_grid(((rule.id, rule.judged) for rule in kept), vault))
    console.print(Text(f"\nNot judged: {len(left_out)} rules", style="bold"))
    console.print(_grid(((rule.id, f"{why.verdict}: {why.sentence}") for rule, why in left_out), vault))


def _terms(target: Target) -> Iterator[tuple[str, str]]:
    limits = target.limits
    hosts = sorted(frozenset(limits.hosts) or hosts_of(target))
    yield "hosts", f"{', '.join(hosts)}; nobody else is asked, and no redirect is followed"
    if target.start is not None:
        yield "starts", shlex.join(shlex.split(target.start.command))
    if target.clock.kind is not ClockKind.NONE:
        yield "clock", f"{target.clock.kind}: moved by the last rules, and brought back after each"
    pace = f"{limits.requests_per_second:g} requests a second" if limits.requests_per_second else "as fast as answered"
    yield "pace", f"{pace}, at most {limits.concurrency} at once"
    accounts = ", ".join(f"{name} ({user.username})" for name, user in target.users if isinstance(user, User))
    yield "logins", f"at most {limits.logins}, as {accounts}; some with a wrong password or an unknown user"
    yield "named as", f"User-Agent: {user_agent(limits.contact)}"


def _requests(target: Target) -> Iterator[tuple[str, str]]:
    for name, section in target:
        if isinstance(section, BaseModel) and isinstance(getattr(section, "url", None), str) and name != "target":
            url = urljoin(f"{target.target.url}/", getattr(section, "url", "").lstrip("/"))
            yield f"[{name}]", f"{getattr(section, 'method', 'GET')} {url}{_carried(section)}"


def _carried(section: BaseModel) -> str:
    parts = [(label, getattr(section, name, None)) for label, name in
             (("headers", "headers"), ("json", "json_body"), ("form", "form"))]  # fmt: skip
    return "".join(f"\n{label} {json.dumps(value, ensure_ascii=False)}" for label, value in parts if value)


def _divided(rules: list[Rule], target: Target, order: Rehearsal) -> tuple[list[Rule], list[tuple[Rule, Judgement]]]:
    found = statuses(target, allow_browser=order.allow_browser, is_safe=order.is_safe)
    kept: list[Rule] = []
    left_out: list[tuple[Rule, Judgement]] = []
    for rule in rules:
        try:
            require(rule, found, is_safe=order.is_safe)
        except VerdictReached as reached:
            left_out.append((rule, reached.judgement))
        else:
            kept.append(rule)
    return kept, left_out


def _grid(rows: "Iterator[tuple[str, str]]", vault: Vault) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for name, text in rows:
        table.add_row(Text(f"  {name}"), Text("\n".join(one_line(line) for line in vault.masked(text).splitlines())))
    return table
