"""What the command tells about rules and faults, for people and for programs."""

import json
from pathlib import Path
from typing import Any

from fixtures.catalogue import load_catalogue
from fixtures.rule import Level, Profile, Severity
from fixtures.statements import load_statements
from tests.command.running import bearproof


def listed(cwd: Path, *options: str) -> list[dict[str, Any]]:
    """Return the objects of ``bearproof rules --json``."""
    ended = bearproof("rules", "--json", *options, cwd=cwd)
    assert ended.exit_code == 0, ended.err
    found: list[dict[str, Any]] = json.loads(ended.out)
    return found


def test_every_rule_is_listed_with_what_is_said_about_it(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    found = listed(tmp_path)
    assert [entry["id"] for entry in found] == list(catalogue)
    for entry in found:
        rule = catalogue[entry["id"]]
        assert entry["title"] == rule.title
        assert entry["profiles"] == [str(profile) for profile in rule.levels]
        assert entry["statements"] == list(rule.statements)
        assert entry["severity"] == rule.severity
        assert entry["needs"] == [str(need) for need in rule.needs]
        assert entry["references"] == list(rule.refs)
        assert entry["levels"] == {str(profile): str(level) for profile, level in rule.levels.items()}


def test_filters_leave_exactly_the_rules_they_name(tmp_path: Path) -> None:
    catalogue = load_catalogue().values()
    expected = [rule.id for rule in catalogue if rule.suite == "token" and rule.severity is Severity.CRITICAL]
    assert expected
    assert [entry["id"] for entry in listed(tmp_path, "--suite", "token", "--severity", "critical")] == expected

    must = [rule.id for rule in catalogue if rule.level_in(Profile.GUIDE_2019) is Level.MUST]
    assert 0 < len(must) < len(catalogue)
    assert [entry["id"] for entry in listed(tmp_path, "--profile", "guide-2019", "--level", "MUST")] == must

    options = ("--statement", "S1.95", "--asvs", "3.3", "--need", "ssr", "--text", "Set-Cookie")
    assert [entry["id"] for entry in listed(tmp_path, *options)] == ["ssr/rotated-cookie-returned"]


def test_people_get_a_table_and_a_page(tmp_path: Path) -> None:
    rule = load_catalogue()["token/unsigned-rejected"]
    table = bearproof("rules", cwd=tmp_path)
    assert all(rule_id in table.out for rule_id in load_catalogue())
    page = " ".join(bearproof("explain", rule.id, cwd=tmp_path).out.split())
    statements = [load_statements()[number].text for number in rule.statements]
    for text in (rule.id, rule.title, rule.why, rule.judged, rule.fix, *rule.refs, *rule.statements, *statements):
        assert text in page


def test_every_fault_is_listed_with_its_story(tmp_path: Path) -> None:
    found = json.loads(bearproof("faults", "--json", cwd=tmp_path).out)
    assert found
    for entry in found:
        assert all(entry[key] for key in ("name", "breaks", "profiles", "story")), entry
        assert list(entry["breaks_in"]) == entry["profiles"]
        assert {rule for rules in entry["breaks_in"].values() for rule in rules} == set(entry["breaks"])
    # Wide enough for the longest name to stand on one line.
    table = bearproof("faults", cwd=tmp_path, env={"COLUMNS": "200"}).out
    assert all(entry["name"] in table for entry in found)


def test_a_fault_is_told_to_break_in_a_profile_what_that_profile_has(tmp_path: Path) -> None:
    listing = json.loads(bearproof("faults", "--json", cwd=tmp_path).out)
    found = {entry["name"]: entry for entry in listing}["moves_into_the_portal"]
    table = bearproof("faults", cwd=tmp_path, env={"COLUMNS": "250"}).out

    assert "fingerprint/cookie-set-at-login" in found["breaks_in"]["guide-2022"]
    assert "fingerprint/cookie-set-at-login" not in found["breaks_in"]["bcp-2026"]
    assert "fingerprint/cookie-set-at-login (guide-2022)" in table
