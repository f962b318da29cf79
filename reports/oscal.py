"""NIST OSCAL 1.1 assessment results: what this run observed, and which requirements of OWASP ASVS 5.0 it found broken.

Every rule is an observation. A finding says that a requirement is not satisfied, because a rule that names it failed.
None says that one is satisfied: OSCAL knows no third state, and rules test a part of a requirement.
"""

import json
import re
import uuid
from datetime import datetime
from pathlib import Path

from fixtures.verdict import Verdict
from reports import wording
from reports.files import replace_file
from reports.inert import one_line
from reports.model import Run
from reports.outcome import Outcome

OSCAL_VERSION = "1.1.3"
NAMESPACE = "https://bearproof.invalid/ns/oscal"
"""Tells our properties from those of OSCAL; it leads nowhere on purpose."""
_ASVS = re.compile(r"v5\.0\.0-\d+\.\d+\.\d+")


def render(run: Run) -> bytes:
    """Return the assessment results as JSON in UTF-8."""
    name = _Names(run)
    header, footer = run.header, run.footer
    covering = _by_requirement(run)
    result: dict[str, object] = {
        "uuid": name.of("result"),
        "title": f"Audit under the profile {header.profile}",
        "description": f"{wording.coverage(run)}.",
        "start": _moment(header.started_at),
        "end": _moment(footer.finished_at),
        "props": [_prop("profile", header.profile), _prop("ending", footer.ending)],
        "local-definitions": {
            "components": [
                {
                    "uuid": name.of("target"),
                    "type": "service",
                    "title": _said(header.target_name),
                    "description": _said(header.target_url),
                    "status": {"state": "operational"},
                },
                {
                    "uuid": name.of("bearproof"),
                    "type": "software",
                    "title": "Bearproof",
                    "description": f"Version {_said(header.bearproof_version)}",
                    "status": {"state": "operational"},
                },
            ]
        },
        "reviewed-controls": {"control-selections": [_selection(covering)]},
        # OSCAL allows no empty lists.
        **({"observations": [_observation(run, outcome, name) for outcome in run.outcomes]} if run.outcomes else {}),
    }
    findings = [_finding(number, outcomes, name) for number, outcomes in covering.items() if _broken(outcomes)]
    if findings:
        result["findings"] = findings
    document = {
        "assessment-results": {
            "uuid": name.of("document"),
            "metadata": {
                "title": f"Bearproof: {_said(header.target_name)}",
                "last-modified": _moment(footer.finished_at),
                "version": _moment(header.started_at),
                "oscal-version": OSCAL_VERSION,
            },
            "import-ap": {"href": f"#{name.of('plan')}"},
            "results": [result],
            "back-matter": {
                "resources": [
                    {
                        "uuid": name.of("plan"),
                        "title": f"The profile {header.profile} of Bearproof",
                        "description": "The rules of the profile are the plan; each observation names its rule.",
                    },
                    {
                        "uuid": name.of("evidence"),
                        "title": "The run with its evidence",
                        "rlinks": [{"href": "run.json", "media-type": "application/json"}],
                    },
                ]
            },
        }
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def write(run: Run, path: Path) -> None:
    """Write the assessment results, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run))


class _Names:
    """The UUIDs of one document: the same run has the same ones, however often it is written."""

    def __init__(self, run: Run) -> None:
        header = run.header
        whole = f"{header.target_name}\n{header.target_url}\n{header.profile}\n{header.started_at.isoformat()}"
        # Version 5 takes any text that can be encoded; a hostile name may hold what cannot.
        self._run = uuid.uuid5(uuid.NAMESPACE_URL, whole)

    def of(self, part: str) -> str:
        """Name a part of the document."""
        return str(uuid.uuid5(self._run, part))


def _by_requirement(run: Run) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in run.outcomes:
        for number in dict.fromkeys(_ASVS.findall(" ".join(outcome.rule.refs))):
            found.setdefault(number, []).append(outcome)
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in re.findall(r"\d+", item[0])]))


def _broken(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.verdict is Verdict.FAILED]


def _selection(covering: dict[str, list[Outcome]]) -> dict[str, object]:
    if not covering:
        return {"description": "No rule of this run names a requirement.", "include-all": {}}
    return {
        "description": "The requirements of OWASP ASVS 5.0.0 that rules of this run name.",
        "include-controls": [{"control-id": number} for number in covering],
    }


def _observation(run: Run, outcome: Outcome, name: _Names) -> dict[str, object]:
    rule = outcome.rule
    waived = [_prop("waived", waiver.terms) for waiver in outcome.waivers] if outcome.is_waived else []
    return {
        "uuid": name.of(f"observation {rule.id}"),
        "title": _said(rule.title),
        "description": _said(outcome.deciding[0].judgement.sentence),
        "props": [
            _prop("rule", rule.id), _prop("verdict", outcome.verdict), _prop("level", rule.level),
            _prop("severity", rule.severity), *waived,
        ],
        "methods": ["TEST"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": name.of("bearproof")}]}],
        "subjects": [{"subject-uuid": name.of("target"), "type": "component"}],
        "relevant-evidence": [{"href": f"#{name.of('evidence')}", "description": _said(rule.judged)}],
        "collected": _moment(run.footer.finished_at),
    }  # fmt: skip


def _finding(number: str, outcomes: list[Outcome], name: _Names) -> dict[str, object]:
    broken = _broken(outcomes)
    ids = ", ".join(outcome.rule.id for outcome in broken)
    return {
        "uuid": name.of(f"finding {number}"),
        "title": f"ASVS {number} is not satisfied",
        "description": _said(f"{len(broken)} of {len(outcomes)} rules that name it failed: {ids}."),
        "target": {
            "type": "objective-id",
            "target-id": number,
            "status": {"state": "not-satisfied", "reason": "fail"},
        },
        "related-observations": [
            {"observation-uuid": name.of(f"observation {outcome.rule.id}")} for outcome in outcomes
        ],
    }


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": _said(value)}


def _said(text: str) -> str:
    """Return text that OSCAL takes: on one line, and not empty."""
    return one_line(text, limit=2_000) or "not said"


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
