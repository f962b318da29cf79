"""OSCAL assessment results, held to what the model of NIST requires of them."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from trestle.oscal.assessment_results import Model as AssessmentResults

from fixtures.verdict import Verdict
from reports import oscal
from reports.model import Run
from tests.reports.every_run import RUNS
from tests.reports.hostile import STRINGS, filled_with
from tests.reports.rich_sample import rich_run
from tests.reports.sample import result, rule, run, waiver

UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}")
TOKEN = re.compile(r"[A-Za-z_][\w.-]*")
LINE = re.compile(r"\S(?:.*\S)?")


def _document(audited: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(oscal.render(audited))["assessment-results"]
    return found


def _every(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each key with its value, wherever it stands."""
    for key, part in value.items() if isinstance(value, dict) else ():
        yield key, part
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _every(part)


@pytest.mark.parametrize("audited", RUNS)
def test_what_the_model_requires_is_there(audited: Run) -> None:
    document = _document(audited)
    assert {"title", "last-modified", "version", "oscal-version"} <= document["metadata"].keys()
    [found] = document["results"]
    assert {"uuid", "title", "description", "start", "reviewed-controls"} <= found.keys()
    assert len(found.get("observations", ())) == len(audited.outcomes)
    everything = list(_every(document))
    assert all(part not in ([], "") for _, part in everything)
    assert all(LINE.fullmatch(part) for _, part in everything if isinstance(part, str))
    assert all(UUID.fullmatch(part) for key, part in everything if key.endswith("uuid"))
    assert all(TOKEN.fullmatch(part) for key, part in everything if key in ("control-id", "target-id"))


@pytest.mark.parametrize("audited", RUNS)
def test_the_published_model_takes_it(audited: Run) -> None:
    """The model is generated from NIST's schema, knows every pattern in it, and takes no key that it does not know."""
    taken = AssessmentResults.model_validate_json(oscal.render(audited))
    assert taken.assessment_results.results


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document["results"][0].pop("reviewed-controls"),
        lambda document: document["results"][0].update({"start": "yesterday"}),
        lambda document: document["results"][0].update({"verdict": "passed"}),
        lambda document: document["results"][0]["observations"][0].update({"uuid": "1"}),
        lambda document: document["results"][0]["observations"][0].update({"methods": []}),
    ],
    ids=["missing", "time", "unknown key", "uuid", "empty list"],
)
def test_the_published_model_is_not_easily_pleased(spoil: Callable[[dict[str, Any]], object]) -> None:
    document = _document(rich_run())
    spoil(document)
    with pytest.raises(ValidationError):
        AssessmentResults.model_validate({"assessment-results": document})


@pytest.mark.parametrize("audited", RUNS)
def test_every_reference_leads_to_something(audited: Run) -> None:
    everything = list(_every(_document(audited)))
    named = [part for key, part in everything if key == "uuid"]
    assert len(named) == len(set(named))
    used = {part for key, part in everything if key.endswith("-uuid")}
    used |= {part[1:] for key, part in everything if key == "href" and part.startswith("#")}
    assert used <= set(named)


def test_a_requirement_with_a_failed_rule_is_not_satisfied_and_no_other_is_judged() -> None:
    rules = (
        rule("suite/bad", refs=("v5.0.0-9.1.1",)), rule("suite/good", refs=("v5.0.0-9.1.1 (in part)", "CWE-613")),
        rule("suite/other", refs=("v5.0.0-10.4.5",)),
    )  # fmt: skip
    audited = run(
        result("suite/bad", Verdict.FAILED), result("suite/good", Verdict.PASSED),
        result("suite/other", Verdict.PASSED), rules=rules,
    )  # fmt: skip
    [found] = _document(audited)["results"]
    [finding] = found["findings"]
    assert finding["target"]["target-id"] == "v5.0.0-9.1.1"
    assert finding["target"]["status"] == {"state": "not-satisfied", "reason": "fail"}
    assert len(finding["related-observations"]) == 2
    [selection] = found["reviewed-controls"]["control-selections"]
    assert [one["control-id"] for one in selection["include-controls"]] == ["v5.0.0-9.1.1", "v5.0.0-10.4.5"]


def test_the_verdict_stands_beside_its_waiver() -> None:
    audited = run(result("suite/fact", Verdict.FAILED), waivers=(waiver("suite/fact"),))
    [observation] = _document(audited)["results"][0]["observations"]
    props = {one["name"]: one["value"] for one in observation["props"]}
    assert props["verdict"] == "failed"
    assert props["waived"].startswith("until ")


def test_the_same_run_is_the_same_document() -> None:
    assert oscal.render(rich_run()) == oscal.render(rich_run())


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_hostile_text_keeps_to_one_line(text: str) -> None:
    everything = _every(_document(filled_with(text, rich_run())))
    assert all(LINE.fullmatch(part) and part.isprintable() for _, part in everything if isinstance(part, str))
