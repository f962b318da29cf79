"""The header of a run: what is known about target, policy, rules and machine before the first rule runs."""

import os
import platform
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bearproof import __version__
from fixtures.capability import CapabilityStatus, statuses
from fixtures.catalogue import Selection, selected
from fixtures.errors import RunError
from fixtures.plugin import Campaign
from fixtures.policy import PolicyRow as Row
from fixtures.policy import policy_of
from fixtures.rule import Profile, Rule
from fixtures.statements import load_statements
from fixtures.target.loader import load_target
from fixtures.target.model import Target
from fixtures.target.positions import key_lines
from reports.model import CapabilityState, Environment, GateTerms, Header, PolicyRow, RuleInfo, TargetFile, Waiver


def header_of(campaign: Campaign, started_at: datetime, terms: GateTerms) -> Header:
    """Describe a run whose target has passed preflight."""
    audit = campaign.description
    if audit is None:
        raise RuntimeError("a run is described before its target has passed preflight")
    return _header(
        target=audit.target, profile=audit.profile, rows=audit.policy.rows, states=audit.capabilities.values(),
        rules=campaign.selected, started_at=started_at, terms=terms, campaign=campaign,
    )  # fmt: skip


def header_of_unstarted(campaign: Campaign, started_at: datetime, terms: GateTerms) -> Header | None:
    """Describe a run whose target did not pass preflight, or return None where not even the target is known."""
    order = campaign.order
    if order.target_file is None:
        return None
    try:
        target = load_target(order.target_file, os.environ).target
        profile = order.profile or target.target.profile
        rules = selected(Selection(profile=profile, suites=campaign.suites, rules=campaign.rules))
    except RunError:
        # Whatever is wrong with the order has been told already; there is nothing to describe.
        return None
    return _header(
        target=target, profile=profile, rows=policy_of(target.policy, profile).rows,
        states=statuses(target, allow_browser=order.allow_browser, is_safe=order.is_safe).values(), rules=rules,
        started_at=started_at,
        terms=terms, campaign=campaign,
    )  # fmt: skip


def _header(
    *,
    target: Target,
    profile: Profile,
    rows: Iterable[Row],
    states: Iterable[CapabilityStatus],
    rules: Iterable[Rule],
    started_at: datetime,
    terms: GateTerms,
    campaign: Campaign,
) -> Header:
    chosen, stated = tuple(rules), load_statements()
    return Header(
        bearproof_version=__version__,
        started_at=started_at,
        target_name=target.target.name,
        target_url=target.target.url,
        profile=profile,
        policy=tuple(PolicyRow(name=row.name, value=row.value, source=row.source) for row in rows),
        capabilities={status.capability: _state(status) for status in states},
        is_partial=bool(campaign.suites or campaign.rules),
        gate=terms,
        waivers=tuple(Waiver.model_validate(waiver.model_dump()) for waiver in target.waivers),
        target_file=_target_file(campaign.order.target_file),
        rules=tuple(RuleInfo.of(rule, profile=profile) for rule in chosen),
        statements={number: stated[number].text for rule in chosen for number in rule.statements if number in stated},
        environment=Environment(
            python=platform.python_version(), platform=f"{platform.system()} {platform.machine()}", browser=""
        ),
    )


def _state(status: CapabilityStatus) -> CapabilityState:
    return CapabilityState.model_validate(
        {"state": str(status.availability), "sentence": f"{status.sentence} {status.enable}".strip()}
    )


def _target_file(path: Path | None) -> TargetFile | None:
    """Name the places in a target file that a reader of a repository can be sent to."""
    if path is None:
        return None
    whole = path.absolute()
    # Whoever reads results beside the files of a repository counts from its root, wherever the audit was started.
    root = next((folder for folder in whole.parents if (folder / ".git").exists()), Path.cwd())
    near = whole.relative_to(root) if whole.is_relative_to(root) else Path(whole.name)
    lines = key_lines(path.read_text(encoding="utf-8-sig"))
    return TargetFile(
        path=near.as_posix(), lines={str(place[0]): line for place, line in lines.items() if len(place) == 1}
    )
