"""The DAST report of GitLab: what its security dashboard and merge requests read (schema 15.0.4).

Failures are vulnerabilities, waived ones too: GitLab has its own way to dismiss them. What could not be judged is a
message of the scan, never an absence that reads as a pass.
"""

import json
import uuid
from collections.abc import Iterator
from http.client import responses
from pathlib import Path
from urllib.parse import urlsplit

from fixtures.rule import Severity
from fixtures.verdict import Verdict
from reports import wording
from reports.evidence import Exchange
from reports.files import replace_file
from reports.inert import one_line, visible
from reports.model import Ending, Run
from reports.outcome import Outcome
from reports.references import link_to

SCHEMA_VERSION = "15.0.4"
_NAME_LIMIT, _SOLUTION_LIMIT, _BODY_LIMIT = 255, 7_000, 4_096
_SEVERITIES = {
    Severity.CRITICAL: "Critical", Severity.HIGH: "High", Severity.MEDIUM: "Medium", Severity.LOW: "Low",
}  # fmt: skip
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:bearproof:rule")
_UNJUDGED = (Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.UNTESTED)


def render(run: Run) -> bytes:
    """Return the run as a DAST report in UTF-8."""
    tool = {
        "id": "bearproof",
        "name": "Bearproof",
        "version": run.header.bearproof_version,
        "vendor": {"name": "Bearproof"},
    }
    report = {
        "version": SCHEMA_VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "dast",
            "start_time": f"{run.header.started_at:%Y-%m-%dT%H:%M:%S}",
            "end_time": f"{run.footer.finished_at:%Y-%m-%dT%H:%M:%S}",
            "status": "success" if run.footer.ending is Ending.COMPLETE else "failure",
            "messages": list(_messages(run)),
            "scanned_resources": _resources(run),
        },
        "vulnerabilities": [_vulnerability(run, outcome) for outcome in run.failures],
    }
    return json.dumps(report, indent=1, ensure_ascii=False).encode() + b"\n"


def write(run: Run, path: Path) -> None:
    """Write the run as a DAST report, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run))


def _messages(run: Run) -> Iterator[dict[str, str]]:
    if run.footer.ending is not Ending.COMPLETE:
        yield {"level": "fatal", "value": one_line(run.footer.message) or f"The run ended as {run.footer.ending}."}
    yield {"level": "info", "value": f"{wording.coverage(run)}."}
    for outcome in run.outcomes:
        if outcome.verdict in _UNJUDGED:
            sentence = one_line(outcome.deciding[0].judgement.sentence)
            yield {"level": "warn", "value": f"{outcome.rule.id} is {outcome.verdict}: {sentence}"}


def _resources(run: Run) -> list[dict[str, str]]:
    seen = {
        (one_line(exchange.method, limit=40) or "GET", one_line(exchange.url, limit=2_000))
        for result in run.results
        for exchange in result.exchanges
        if exchange.url
    }
    return [{"method": method, "url": url, "type": "url"} for method, url in sorted(seen)]


def _vulnerability(run: Run, outcome: Outcome) -> dict[str, object]:
    rule, first = outcome.rule, outcome.deciding[0]
    shown = first.exchanges[-1] if first.exchanges else None
    place = urlsplit(shown.url if shown is not None else run.header.target_url)
    seen = [visible(found.judgement.sentence) for found in outcome.deciding]
    waived = [f"Waived {one_line(waiver.terms)}" for waiver in outcome.waivers] if outcome.is_waived else []
    return {
        # The same for the same rule in every run, so that GitLab knows the finding again.
        "id": str(uuid.uuid5(_SPACE, rule.id)),
        "name": one_line(f"Not true here: {rule.title}", limit=_NAME_LIMIT)[:_NAME_LIMIT],
        "description": "\n\n".join([f"{rule.id} ({rule.level}): {rule.title}", *seen, rule.why, *waived]),
        "severity": _SEVERITIES[rule.severity],
        "solution": rule.fix[:_SOLUTION_LIMIT],
        "identifiers": [
            {"type": "bearproof", "name": f"Bearproof {rule.id}", "value": rule.id},
            *(_cwe(reference) for reference in rule.refs if reference.startswith("CWE-")),
        ],
        "links": [{"name": ref, "url": address} for ref in rule.refs if (address := link_to(ref))],
        "location": {
            "hostname": one_line(f"{place.scheme}://{place.netloc}"),
            "method": one_line(shown.method, limit=40) if shown is not None else "GET",
            "param": "",
            "path": one_line(place.path) or "/",
        },
        "evidence": {"summary": one_line(seen[0]), **(_evidence(shown) if shown is not None else {})},
    }


def _cwe(reference: str) -> dict[str, str]:
    number = reference.split()[0].removeprefix("CWE-")
    return {"type": "cwe", "name": f"CWE-{number}", "value": number, "url": str(link_to(f"CWE-{number}"))}


def _evidence(exchange: Exchange) -> dict[str, object]:
    sent: dict[str, object] = {
        "request": {
            "method": one_line(exchange.method, limit=40) or "GET",
            "url": one_line(exchange.url, limit=2_000),
            "headers": _headers(exchange.request_headers),
            "body": visible(exchange.request_body, limit=_BODY_LIMIT),
        }
    }
    if exchange.status is None:
        return sent
    return {
        **sent,
        "response": {
            "status_code": exchange.status,
            "reason_phrase": responses.get(exchange.status, ""),
            "headers": _headers(exchange.response_headers),
            "body": visible(exchange.response_body, limit=_BODY_LIMIT),
        },
    }


def _headers(fields: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": one_line(name), "value": one_line(value, limit=2_000)} for name, value in fields if name.strip()]
