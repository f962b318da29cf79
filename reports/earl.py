"""W3C EARL 1.0 as JSON-LD: who tested what, against which requirement, and what came out of it.

The vocabulary is that of the W3C note "Evaluation and Report Language (EARL) 1.0 Schema". The context stands in the
document, so that no reader has to fetch one.
"""

import json
from pathlib import Path

from fixtures.verdict import Verdict
from reports.files import replace_file
from reports.inert import visible
from reports.model import Run
from reports.outcome import Outcome

_CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_OUTCOMES = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.INCONCLUSIVE: "cantTell",
    Verdict.INAPPLICABLE: "inapplicable",
    Verdict.UNTESTED: "untested",
    # Our own fault says nothing about the subject, and EARL has no word for it.
    Verdict.ERROR: "cantTell",
}


def render(run: Run) -> bytes:
    """Return the run as JSON-LD in UTF-8: one assertion for each rule."""
    assertor = {
        "@id": "_:bearproof",
        "@type": ["earl:Assertor", "earl:Software"],
        "dct:title": "Bearproof",
        "dct:hasVersion": run.header.bearproof_version,
    }
    subject = {
        "@id": "_:target",
        "@type": "earl:TestSubject",
        "dct:title": visible(run.header.target_name),
        "dct:identifier": visible(run.header.target_url),
    }
    document = {
        "@context": _CONTEXT,
        "@graph": [assertor, subject, *(_assertion(run, outcome) for outcome in run.outcomes)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def write(run: Run, path: Path) -> None:
    """Write the run as JSON-LD, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run))


def _assertion(run: Run, outcome: Outcome) -> dict[str, object]:
    rule = outcome.rule
    sentences = [found.judgement.sentence for found in outcome.deciding]
    waived = [f"Waived {waiver.terms}" for waiver in outcome.waivers] if outcome.is_waived else []
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": {"@id": "_:bearproof"},
        "earl:subject": {"@id": "_:target"},
        "earl:mode": {"@id": "earl:automatic"},
        "earl:test": {
            "@id": f"urn:bearproof:rule:{rule.id}",
            "@type": "earl:TestRequirement",
            "dct:title": rule.title,
            "dct:identifier": rule.id,
            "dct:references": list(rule.refs),
            "dct:requires": list(rule.statements),
        },
        "earl:result": {
            "@type": "earl:TestResult",
            "earl:outcome": {"@id": f"earl:{_OUTCOMES[outcome.verdict]}"},
            "dct:description": visible("\n".join([f"{outcome.verdict} ({rule.level})", *sentences, *waived])),
            "dct:date": {"@value": run.footer.finished_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"},
        },
    }
