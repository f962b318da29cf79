"""The GitHub Action: its shell steps run for real, and its outputs are what the next steps need."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.steps import action_steps, installed, run_shell
from tests.command.little_target import LittleTarget, answers_500, credentials, served, target_file

RULE = "--rule=token/short-lifetime"


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The files and folders that a runner gives to a step."""
    installed(tmp_path / "temp" / "bearproof")
    return {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "REPORT_DIR": "reports of the audit",
        "PROFILE": "",
        "OPTIONS": RULE,
    }


@pytest.fixture
def application() -> Iterator[LittleTarget]:
    with served(LittleTarget()) as target:
        yield target


def _audit(application: LittleTarget, tmp_path: Path, runner: dict[str, str]) -> str:
    target = target_file(tmp_path, application.url).rename(tmp_path / "my target.toml")
    step = action_steps()["Audit"]["run"]
    done = run_shell(step, cwd=tmp_path, env={**runner, **credentials(), "TARGET": target.name})
    assert done.returncode == 0, done.stderr
    return (tmp_path / "output").read_text(encoding="utf-8")


def test_an_audit_leaves_its_code_its_summary_and_its_results(
    application: LittleTarget, tmp_path: Path, runner: dict[str, str]
) -> None:
    assert _audit(application, tmp_path, runner) == "exit-code=0\n"
    run_shell(action_steps()["Publish the summary"]["run"], cwd=tmp_path, env=runner)
    assert "exit code 0, clean" in (tmp_path / "summary").read_text(encoding="utf-8")
    sarif = json.loads((tmp_path / "reports of the audit" / "bearproof.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"] == []
    assert run_shell(action_steps()["Leave by the gate"]["run"], cwd=tmp_path, env={"EXIT_CODE": "0"}).returncode == 0


def test_a_target_that_is_down_closes_the_gate(
    application: LittleTarget, tmp_path: Path, runner: dict[str, str]
) -> None:
    application.misbehaviour = answers_500
    assert _audit(application, tmp_path, runner) == "exit-code=5\n"
    run_shell(action_steps()["Publish the summary"]["run"], cwd=tmp_path, env=runner)
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("## ⚠️")
    leave = action_steps()["Leave by the gate"]["run"]
    assert run_shell(leave, cwd=tmp_path, env={"EXIT_CODE": "5"}).returncode == 5
    assert run_shell(leave, cwd=tmp_path, env={"EXIT_CODE": ""}).returncode == 3, "an audit that never ran is no pass"


def test_a_profile_and_options_are_words_of_their_own(
    application: LittleTarget, tmp_path: Path, runner: dict[str, str]
) -> None:
    runner |= {"PROFILE": "bcp-2026", "OPTIONS": f"{RULE} --strict --min-coverage 0.5"}
    assert _audit(application, tmp_path, runner) == "exit-code=0\n"
    run = json.loads((tmp_path / "reports of the audit" / "run.json").read_text(encoding="utf-8"))
    assert run["header"]["profile"] == "bcp-2026"
    assert run["header"]["gate"] == {"strict": True, "min_coverage": 0.5, "fail_on": None}


def test_no_input_is_pasted_into_a_script() -> None:
    """An expression inside of a script would let the words of a workflow run as commands."""
    assert all("${{" not in step.get("run", "") for step in action_steps().values())
