"""SARIF, held to the schema of OASIS, to its object model and to what GitHub code scanning documents of it."""

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]  # it carries no marker

from fixtures.verdict import Verdict
from reports import sarif
from reports.model import Ending, Run, TargetFile
from tests.reports.every_run import RUNS
from tests.reports.published_schema import SARIF, complaints, validator
from tests.reports.rich_sample import rich_run
from tests.reports.sample import result, run, waiver

FILE = TargetFile(path="audit/shop.toml", lines={"target": 3, "login": 12, "refresh": 20, "access": 31})


def _log(audited: Run) -> dict[str, Any]:
    content = sarif.render(audited)
    Sarif.model_validate_json(content)
    document = json.loads(content)
    assert complaints(document, validator(SARIF)) == []
    log: dict[str, Any] = document["runs"][0]
    return log


def _described(audited: Run) -> Run:
    return audited.model_copy(update={"header": audited.header.model_copy(update={"target_file": FILE})})


@pytest.mark.parametrize("audited", RUNS)
def test_it_is_a_sarif_log(audited: Run) -> None:
    log = _log(audited)
    assert [one["id"] for one in log["tool"]["driver"]["rules"]] == list(audited.verdicts)


def test_every_failure_is_a_result_at_a_line_of_the_target_file() -> None:
    audited = _described(rich_run())
    results = _log(audited)["results"]
    assert {one["ruleId"] for one in results} == {outcome.rule.id for outcome in audited.failures}
    for one in results:
        [place] = [location["physicalLocation"] for location in one["locations"]]
        assert place["artifactLocation"]["uri"] == FILE.path
        assert place["region"]["startLine"] in FILE.lines.values()
        assert audited.header.rules[one["ruleIndex"]].id == one["ruleId"]
    lines = {one["ruleId"]: one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results}
    assert lines["refresh/rotates-and-retires"] == FILE.lines["refresh"]


def test_a_path_is_written_as_an_address_is() -> None:
    """The format asks for a URI reference: a blank in it, and an upload may be refused."""
    file = TargetFile(path="staging files/50% näher.toml", lines={"target": 1})
    audited = rich_run().model_copy(update={"header": rich_run().header.model_copy(update={"target_file": file})})
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in _log(audited)["results"]}
    assert uris == {"staging%20files/50%25%20n%C3%A4her.toml"}


def test_without_a_target_file_a_location_is_still_a_relative_path() -> None:
    for one in _log(rich_run())["results"]:
        uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri
        assert ":" not in uri
        assert not PurePosixPath(uri).is_absolute()


def test_what_was_not_judged_is_no_alert_and_is_told() -> None:
    audited = rich_run()
    log = _log(audited)
    told = {one["associatedRule"]["id"] for one in log["invocations"][0]["toolExecutionNotifications"]}
    unclear = {Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.UNTESTED}
    assert told == {rule_id for rule_id, verdict in audited.verdicts.items() if verdict in unclear}


def test_fingerprints_know_the_rule_and_its_case_and_nothing_else() -> None:
    one = run(result("suite/fact", Verdict.FAILED, case="a"), result("suite/fact", Verdict.FAILED, case="b"))
    first, second = (found["partialFingerprints"]["bearproof/v1"] for found in _log(one)["results"])
    assert first != second
    again = run(result("suite/fact", Verdict.FAILED, case="a", worker="gw1"))
    assert _log(again)["results"][0]["partialFingerprints"]["bearproof/v1"] == first


def test_a_waived_failure_is_suppressed_with_its_reason() -> None:
    audited = run(result("suite/fact", Verdict.FAILED), waivers=(waiver("suite/fact"),))
    [one] = _log(audited)["results"]
    assert one["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Waived until 2026-04-13, Payments team: The mobile app is replaced in May.",
        }
    ]


def test_severities_are_numbers_that_code_scanning_sorts_by() -> None:
    rules = {one["id"]: one["properties"] for one in _log(rich_run())["tool"]["driver"]["rules"]}
    assert rules["refresh/rotates-and-retires"]["security-severity"] == "9.5"
    assert all(0 < float(one["security-severity"]) <= 10 for one in rules.values())
    assert all("security" in one["tags"] for one in rules.values())


def test_a_run_that_died_is_no_success() -> None:
    assert _log(rich_run())["invocations"][0]["executionSuccessful"] is True
    assert _log(rich_run(Ending.INTERRUPTED))["invocations"][0]["executionSuccessful"] is False


def test_the_schema_finds_what_is_wrong() -> None:
    document = json.loads(sarif.render(rich_run()))
    document["runs"][0]["results"][0]["level"] = "dreadful"
    assert [one.partition(":")[0] for one in complaints(document, validator(SARIF))] == ["$.runs[0].results[0].level"]
