"""The DAST report, held to what GitLab's schema 15.0.4 requires."""

import json
import re
from typing import Any

import pytest

from reports import gitlab
from reports.model import Ending, Run
from tests.reports.every_run import RUNS
from tests.reports.rich_sample import rich_run

MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$")
SEVERITIES = {"Info", "Unknown", "Low", "Medium", "High", "Critical"}


def _report(audited: Run) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(gitlab.render(audited))
    return report


def _tool_is_named(tool: dict[str, Any]) -> bool:
    return all(tool[key] for key in ("id", "name", "version")) and bool(tool["vendor"]["name"])


@pytest.mark.parametrize("audited", RUNS)
def test_what_the_schema_requires_is_there(audited: Run) -> None:
    report = _report(audited)
    scan = report["scan"]
    assert report["version"] == "15.0.4"
    assert _tool_is_named(scan["analyzer"])
    assert _tool_is_named(scan["scanner"])
    assert scan["type"] == "dast"
    assert MOMENT.match(scan["start_time"])
    assert MOMENT.match(scan["end_time"])
    assert all(one["level"] in ("info", "warn", "fatal") and one["value"] for one in scan["messages"])
    assert all(one["method"] and one["url"] and one["type"] == "url" for one in scan["scanned_resources"])
    for found in report["vulnerabilities"]:
        assert found["id"]
        assert len(found["name"]) <= 255
        assert len(found["description"]) <= 1_048_576
        assert len(found["solution"]) <= 7_000
        assert found["severity"] in SEVERITIES
        assert found["identifiers"]
        assert all(one["type"] and one["name"] and one["value"] for one in found["identifiers"])
        assert all(re.match(r"^https?://.+", link["url"]) for link in found["links"])
        assert {"hostname", "method", "param", "path"} == set(found["location"])
        for side in ("request", "response"):
            assert all(one["name"] for one in found["evidence"].get(side, {}).get("headers", []))


def test_every_failure_is_a_vulnerability_with_a_lasting_id() -> None:
    audited = rich_run()
    found = {one["identifiers"][0]["value"]: one["id"] for one in _report(audited)["vulnerabilities"]}
    assert set(found) == {outcome.rule.id for outcome in audited.failures}
    again = {one["identifiers"][0]["value"]: one["id"] for one in _report(rich_run())["vulnerabilities"]}
    assert again == found


@pytest.mark.parametrize(("ending", "status"), [(Ending.COMPLETE, "success"), (Ending.INTERRUPTED, "failure")])
def test_the_status_is_that_of_the_run(ending: Ending, status: str) -> None:
    assert _report(rich_run(ending))["scan"]["status"] == status
