"""SARIF 2.1.0 (OASIS), the way GitHub code scanning takes it.

Code scanning wants each result on a line of a file of the repository, and rejects the whole upload where a location is
empty or a web address. Nothing of a running deployment stands in a file, so a result points at the table of the target
file that describes the part at fault. Failures are results; what could not be judged is told as a notification, for an
alert would call it broken.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from fixtures.rule import Level, Severity
from fixtures.verdict import Verdict
from reports import wording
from reports.files import replace_file
from reports.gate import Gate, judge_gate
from reports.inert import one_line, visible
from reports.model import Ending, Run, TargetFile
from reports.outcome import Finding, Outcome
from reports.references import link_to

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MESSAGE_LIMIT = 1_000
_UNKNOWN_FILE = TargetFile(path="bearproof.toml")
"""Where results point when the target was described by no file: the name that a target file has by convention."""

_LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}
"""In the middle of the ranges by which code scanning names a severity: over 9.0, 7.0, 4.0 and 0.0."""

_TABLES = {
    "token": ("access", "identity", "login"),
    "refresh": ("refresh",),
    "fingerprint": ("fingerprint", "login"),
    "logout": ("logout",),
    "session": ("logout_everywhere", "logout"),
    "ssr": ("ssr",),
    "storage": ("app",),
    "client": ("app",),
    "graphql": ("graphql",),
    "fuzz": ("openapi", "identity"),
    "cors": ("identity",),
    "transport": ("target",),
    "headers": ("target",),
}
"""The tables of the target file that describe what a suite is about; [login] for the others."""


def render(run: Run, *, gate: Gate | None = None) -> bytes:
    """Return the run as a SARIF log in UTF-8; one without failures has its rules and an empty list of results."""
    verdict = gate or judge_gate(run)
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Bearproof",
                        "semanticVersion": run.header.bearproof_version,
                        "rules": [_rule(outcome) for outcome in run.outcomes],
                    }
                },
                "automationDetails": {"id": f"bearproof/{run.header.profile}/"},
                "invocations": [
                    {
                        "executionSuccessful": run.footer.ending is Ending.COMPLETE,
                        "exitCode": int(verdict.code),
                        "startTimeUtc": f"{run.header.started_at:%Y-%m-%dT%H:%M:%SZ}",
                        "endTimeUtc": f"{run.footer.finished_at:%Y-%m-%dT%H:%M:%SZ}",
                        "toolExecutionNotifications": list(_notifications(run)),
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": list(_results(run)),
                "properties": {
                    "target": one_line(run.header.target_url),
                    "profile": run.header.profile,
                    "coverage": wording.coverage(run),
                    "verdicts": {str(verdict): count for verdict, count in run.counts.items()},
                },
            }
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=False).encode() + b"\n"


def write(run: Run, path: Path, *, gate: Gate | None = None) -> None:
    """Write the run as SARIF, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run, gate=gate))


def _rule(outcome: Outcome) -> dict[str, object]:
    rule = outcome.rule
    links = [f"[{ref}]({address})" if (address := link_to(ref)) else ref for ref in rule.refs]
    parts = [rule.why, f"How it is judged: {rule.judged}", f"Fix: {rule.fix}", f"References: {'; '.join(links)}"]
    cwe = [f"external/cwe/{ref.split()[0].lower()}" for ref in rule.refs if ref.startswith("CWE-")]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title} {rule.why}"[:_MESSAGE_LIMIT]},
        "help": {"text": "\n\n".join(parts).replace("](", " ("), "markdown": "\n\n".join(parts)},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": ["security", rule.suite, *cwe],
            "precision": "very-high",
            "problem.severity": _LEVELS[rule.level].replace("note", "recommendation"),
            "security-severity": _SCORES[rule.severity],
            "verdict": outcome.verdict,
        },
    }


def _results(run: Run) -> Iterator[dict[str, object]]:
    for index, outcome in enumerate(run.outcomes):
        if outcome.verdict is not Verdict.FAILED:
            continue
        cases: dict[str, list[Finding]] = {}
        for found in outcome.deciding:
            cases.setdefault(found.case, []).append(found)
        for case, findings in cases.items():
            yield _result(run, index, outcome, case, findings)


def _result(run: Run, index: int, outcome: Outcome, case: str, findings: list[Finding]) -> dict[str, object]:
    rule = outcome.rule
    seen = " ".join(visible(found.judgement.sentence, limit=_MESSAGE_LIMIT) for found in findings)
    suppressions = [
        {"kind": "external", "status": "accepted", "justification": one_line(f"Waived {waiver.terms}")}
        for waiver in outcome.waivers
        if waiver.case in ("", case)
    ]
    return {
        "ruleId": rule.id,
        "ruleIndex": index,
        "level": _LEVELS[rule.level],
        "message": {"text": one_line(f"{seen} Expected: {findings[0].judgement.expected}", limit=_MESSAGE_LIMIT)},
        "locations": [_location(run, rule.suite)],
        # Of what stays the same from run to run: neither tokens nor times, nor the words of the target.
        "partialFingerprints": {"bearproof/v1": hashlib.sha256(f"{rule.id}\n{case}".encode()).hexdigest()},
        **({"suppressions": suppressions} if suppressions else {}),
    }


def _location(run: Run, suite: str) -> dict[str, object]:
    file = run.header.target_file or _UNKNOWN_FILE
    tables = (*_TABLES.get(suite, ()), "login", "target")
    line = next((file.lines[table] for table in tables if table in file.lines), 1)
    return {"physicalLocation": {"artifactLocation": {"uri": quote(file.path)}, "region": {"startLine": line}}}


def _notifications(run: Run) -> Iterator[dict[str, object]]:
    if run.footer.message:
        yield {"level": "error", "message": {"text": one_line(run.footer.message, limit=_MESSAGE_LIMIT)}}
    for index, outcome in enumerate(run.outcomes):
        if outcome.verdict in (Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.UNTESTED):
            sentence = outcome.deciding[0].judgement.sentence
            yield {
                "level": "note" if outcome.verdict is Verdict.UNTESTED else "warning",
                "message": {"text": one_line(f"{outcome.verdict}: {sentence}", limit=_MESSAGE_LIMIT)},
                "associatedRule": {"id": outcome.rule.id, "index": index},
            }
