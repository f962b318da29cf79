"""Audits of targets that break, and the table of what each rule must say of them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bearproof.audit_run import AuditOrder
from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reports.model import Ending
from tests.core.application import Application, running
from tests.core.building import PASSWORDS
from tests.proof.audited import Audited, audited
from tests.proof.degenerate import MINTING, PREFLIGHT_REQUESTS, SEEN_AT_ONCE, SPOILT, mint, spoil

TABLE = Path(__file__).with_name("degenerate.toml")
PROFILE = Profile.BCP_2026
HONEST = "works"
"""The name in the table of the same application while nothing is wrong with it."""


class When(StrEnum):
    """From when on a target is broken, and what of it."""

    AT_ONCE = "from the first request"
    AFTERWARDS = "after preflight"
    BUT_FOR_THE_LOGIN = "after preflight, but for the login"


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """One degenerate server: how it is broken, and when."""

    how: str
    when: When

    @property
    def name(self) -> str:
        """How the table and the published page call it."""
        return self.how if self.how in (HONEST, *MINTING) else f"{self.how}, {self.when}"


def all_breakdowns() -> tuple[Breakdown, ...]:
    """Every degenerate server, and first the application that works."""
    found = [Breakdown(how=HONEST, when=When.AT_ONCE)]
    found += [Breakdown(how=how, when=When.AT_ONCE) for how in MINTING]
    for how in SPOILT:
        found += [Breakdown(how=how, when=when) for when in When if when is not When.AT_ONCE or how in SEEN_AT_ONCE]
    return tuple(found)


def examined_breakdown(
    breakdown: Breakdown,
    folder: Path,
    *,
    rules: tuple[str, ...] = (),
    sabotage: str | None = None,
    honest_requests: int = 0,
) -> Audited:
    """Audit a degenerate server, with ``rules`` or every rule that needs no page.

    ``honest_requests`` are answered honestly between preflight and the breakdown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with running() as application:
        application.mint = mint
        if breakdown.how != HONEST:
            spoil(
                application, breakdown.how, login_works=breakdown.when is When.BUT_FOR_THE_LOGIN,
                after=0 if breakdown.when is When.AT_ONCE else PREFLIGHT_REQUESTS + honest_requests,
            )  # fmt: skip
        order = AuditOrder(
            target_file=target_file(application, folder, timeout=0.5 if breakdown.how == "hangs" else 20.0),
            profile=PROFILE,
            report_dir=folder / "report",
            rules=rules,
            allow_browser=False,
        )
        environ = {f"{name.upper()}_PASSWORD": word for name, word in PASSWORDS.items()}
        return audited(order, environ=environ, sabotage=sabotage)


def target_file(application: Application, folder: Path, *, timeout: float = 20.0) -> Path:
    """Write the target file of an application; its passwords come from the environment."""
    assert application.server is not None
    path = folder / "target.toml"
    path.write_text(
        f"""
        [target]
        name = "An application that is about to break"
        url = "{application.server.url}"
        absent = ["browser", "ssr", "logout-everywhere", "clock"]
        [users]
        ada = {{ username = "ada", password = "${{ADA_PASSWORD}}" }}
        bob = {{ username = "bob", password = "${{BOB_PASSWORD}}" }}
        [login]
        url = "/login"
        json = {{ username = "{{username}}", password = "{{password}}" }}
        access_token = {{ body = "/token" }}
        refresh_token = {{ cookie = "refresh" }}
        [identity]
        url = "/me"
        user = {{ body = "/name" }}
        [refresh]
        url = "/refresh"
        [logout]
        url = "/logout"
        [limits]
        timeout_seconds = {timeout}
        """,
        encoding="utf-8",
    )
    return path


def differences(breakdown: Breakdown, found: Audited) -> list[str]:
    """Return, in words, in what an audit differs from the table; nothing where it is as it must be."""
    expected = _expected(breakdown, found.run.verdicts)
    if breakdown.when is When.AT_ONCE and breakdown.how in SPOILT:
        ending = found.run.footer.ending
        is_refused = ending is Ending.NOT_STARTED and not found.run.results
        return [] if is_refused else [f"the audit began although preflight must refuse this target ({ending})"]
    said = {result.rule_id: result.judgements for result in found.run.results}
    return [
        f"{rule}: {verdict}, and {expected[rule]} is right"
        for rule, verdict in sorted(found.run.verdicts.items())
        if verdict is not expected[rule]
        and not may_be_instead(rule, verdict, [judgement.sentence for judgement in said[rule]], right=expected[rule])
    ]


def may_be_instead(rule: str, verdict: Verdict, sentences: Iterable[str], *, right: Verdict) -> bool:
    """Whether a rule that should pass is inconclusive by the one chance that the table names for it, and by its words.

    A pass in the place of another verdict is never one of chance.
    """
    chance = _table()["by chance"].get(rule)
    is_less = right is Verdict.PASSED and verdict is Verdict.INCONCLUSIVE
    return is_less and chance is not None and any(chance in sentence for sentence in sentences)


def _expected(breakdown: Breakdown, rules: Mapping[str, Verdict]) -> dict[str, Verdict]:
    table = _table()
    honest, named = table[HONEST], table.get(breakdown.name, {})
    # Whatever does not apply to the application does not apply to it broken; of anything else nothing can be said.
    expected = dict.fromkeys(rules, Verdict.INCONCLUSIVE if breakdown.how != HONEST else Verdict.PASSED)
    for row in ({name: honest[name] for name in ("inapplicable", "untested")}, named):
        for verdict, listed in row.items():
            expected |= {rule: Verdict(verdict) for rule in listed}
    return expected


def _table() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return table
