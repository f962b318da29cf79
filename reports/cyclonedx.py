"""A CycloneDX 1.6 attestation: what this run says about the requirements of OWASP ASVS 5.0.

A requirement is covered by the rules that name it. The score of its conformance is the share of those rules, of the
ones that apply, that were seen to hold; the confidence is the share that was judged at all. A rule that was not judged
never raises the score, and no requirement is called met as a whole: rules test a part of it.
"""

import json
import re
import uuid
from pathlib import Path

from fixtures.verdict import Verdict
from reports import wording
from reports.files import replace_file
from reports.inert import one_line
from reports.model import Run
from reports.outcome import Outcome

_ASVS = re.compile(r"v5\.0\.0-(?P<number>\d+\.\d+\.\d+)")
_ADDRESS = re.compile(r"\A(?:https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~/-]*)?)\Z")
"""What can be named as an endpoint: an address with anything else in it would make the whole document invalid."""

_TARGET, _ASSESSOR, _STANDARD = "target", "bearproof", "asvs-5.0.0"


def render(run: Run) -> bytes:
    """Return the attestation as JSON in UTF-8."""
    covering = _by_requirement(run)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": _serial(run),
        "version": 1,
        "metadata": {
            "timestamp": f"{run.footer.finished_at:%Y-%m-%dT%H:%M:%SZ}",
            "tools": {
                "components": [{"type": "application", "name": "Bearproof", "version": run.header.bearproof_version}]
            },
        },
        "definitions": {
            "standards": [
                {
                    "bom-ref": _STANDARD,
                    "name": "OWASP Application Security Verification Standard (ASVS)",
                    "version": "5.0.0",
                    "owner": "OWASP",
                    "requirements": [
                        {"bom-ref": _requirement(number), "identifier": f"v5.0.0-{number}"} for number in covering
                    ],
                }
            ]
        },
        "declarations": {
            "assessors": [{"bom-ref": _ASSESSOR, "thirdParty": False}],
            "targets": {
                "services": [
                    {
                        "bom-ref": _TARGET,
                        "name": one_line(run.header.target_name) or "target",
                        "endpoints": _ADDRESS.findall(run.header.target_url),
                    }
                ]
            },
            "claims": [_claim(outcome) for outcome in _distinct(covering)],
            "evidence": [_evidence(run, outcome) for outcome in _distinct(covering)],
            "attestations": [
                {
                    "summary": f"Profile {run.header.profile}: {wording.coverage(run)}.",
                    "assessor": _ASSESSOR,
                    "map": [_mapped(number, outcomes) for number, outcomes in covering.items()],
                }
            ],
        },
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def write(run: Run, path: Path) -> None:
    """Write the attestation, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run))


def _serial(run: Run) -> str:
    # The same run has the same number, however often it is written.
    name = f"{run.header.target_url} {run.header.profile} {run.header.started_at.isoformat()}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _by_requirement(run: Run) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in run.outcomes:
        for number in dict.fromkeys(_ASVS.findall(" ".join(outcome.rule.refs))):
            found.setdefault(number, []).append(outcome)
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def _distinct(covering: dict[str, list[Outcome]]) -> list[Outcome]:
    return list({outcome.rule.id: outcome for outcomes in covering.values() for outcome in outcomes}.values())


def _requirement(number: str) -> str:
    return f"{_STANDARD}/{number}"


def _claim(outcome: Outcome) -> dict[str, object]:
    return {
        "bom-ref": f"claim/{outcome.rule.id}",
        "target": _TARGET,
        "predicate": outcome.rule.title,
        "reasoning": outcome.rule.judged,
        "evidence" if outcome.verdict is Verdict.PASSED else "counterEvidence": [f"evidence/{outcome.rule.id}"],
    }


def _evidence(run: Run, outcome: Outcome) -> dict[str, object]:
    waived = "".join(f" Waived {waiver.terms}" for waiver in outcome.waivers) if outcome.is_waived else ""
    return {
        "bom-ref": f"evidence/{outcome.rule.id}",
        "propertyName": f"bearproof:verdict:{outcome.verdict}",
        "description": one_line(f"{outcome.verdict}: {outcome.deciding[0].judgement.sentence}{waived}", limit=2_000),
        "created": f"{run.footer.finished_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _mapped(number: str, outcomes: list[Outcome]) -> dict[str, object]:
    applicable = [outcome for outcome in outcomes if outcome.verdict is not Verdict.INAPPLICABLE]
    judged = [outcome for outcome in applicable if outcome.verdict.is_judged]
    passed = [outcome for outcome in judged if outcome.verdict is Verdict.PASSED]
    failed = [outcome.rule.id for outcome in judged if outcome.verdict is Verdict.FAILED]
    sentence = f"{len(passed)} of {len(applicable)} applicable rules on it passed, {len(judged)} were judged."
    return {
        "requirement": _requirement(number),
        "claims": [f"claim/{outcome.rule.id}" for outcome in passed],
        "counterClaims": [f"claim/{rule_id}" for rule_id in failed],
        "conformance": {
            "score": len(passed) / len(applicable) if applicable else 0.0,
            "rationale": f"{sentence} The rules test a part of the requirement.",
        },
        "confidence": {
            "score": len(judged) / len(applicable) if applicable else 0.0,
            "rationale": "The share of the applicable rules that were decided either way.",
        },
    }
