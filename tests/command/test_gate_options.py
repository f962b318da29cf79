"""The gate as a release meets it: waivers of the target file, a baseline, and the terms that a run was held to."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from tests.command.little_target import LittleTarget, credentials, served, target_file
from tests.command.running import Ended, bearproof, run_in

RULE = "token/short-lifetime"
STRICT = "\n[policy]\naccess_lifetime_max_seconds = 300\n"
"""The application issues tokens for ten minutes, which this bound does not allow. It is a SHOULD: hence --strict."""


@pytest.fixture(scope="module")
def application() -> Iterator[LittleTarget]:
    with served(LittleTarget()) as target:
        yield target


def _days(number: int) -> date:
    return (datetime.now(UTC) + timedelta(days=number)).date()


def _audited(application: LittleTarget, folder: Path, *options: str, more: str = STRICT) -> Ended:
    path = target_file(folder, application.url)
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return bearproof("audit", path, f"--rule={RULE}", "--strict", *options, cwd=folder, env=credentials())


def _waiver(expires: date) -> str:
    return (
        f'{STRICT}[[waivers]]\nrule = "{RULE}"\nreason = "A released app polls."\nowner = "Mobile team"\n'
        f"expires = {expires.isoformat()}\n"
    )


def test_a_waiver_opens_the_gate_until_its_last_day(application: LittleTarget, tmp_path: Path) -> None:
    assert _audited(application, tmp_path).exit_code == 1

    waived = _audited(application, tmp_path, more=_waiver(_days(30)))
    assert waived.exit_code == 0, waived.said
    assert "Mobile team: A released app polls." in " ".join(waived.out.split())
    assert run_in(tmp_path / "bearproof-report").verdicts == {RULE: Verdict.FAILED}

    expired = _audited(application, tmp_path, more=_waiver(_days(-2)))
    assert expired.exit_code == 1
    assert "expired on" in expired.out


def test_results_point_at_the_lines_of_the_target_file(application: LittleTarget, tmp_path: Path) -> None:
    _audited(application, tmp_path)
    log = json.loads((tmp_path / "bearproof-report" / "bearproof.sarif").read_text(encoding="utf-8"))
    [found] = log["runs"][0]["results"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "target.toml"
    line = (tmp_path / "target.toml").read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1]
    assert line == "[identity]"


def test_only_failures_that_the_baseline_does_not_have_close_the_gate(
    application: LittleTarget, tmp_path: Path
) -> None:
    assert _audited(application, tmp_path).exit_code == 1
    baseline = tmp_path / "baseline.json"
    (tmp_path / "bearproof-report" / "run.json").rename(baseline)

    known = _audited(application, tmp_path, f"--baseline={baseline}")
    assert known.exit_code == 0, known.said
    assert "Failed as in the baseline, and still to be fixed: token/short-lifetime." in " ".join(known.out.split())

    assert _audited(application, tmp_path, more="").exit_code == 0
    fixed = bearproof("report", "diff", baseline, "bearproof-report", cwd=tmp_path)
    assert fixed.exit_code == 0
    assert "Fixed (1)" in fixed.out
    broken = bearproof("report", "diff", "bearproof-report", baseline, cwd=tmp_path)
    assert broken.exit_code == 1
    assert "New failures (1)" in broken.out


def test_a_run_that_did_not_end_is_no_baseline(application: LittleTarget, tmp_path: Path) -> None:
    _audited(application, tmp_path)
    report = tmp_path / "bearproof-report"
    lines = (report / "run.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "died.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    ended = _audited(application, tmp_path, "--baseline=died.jsonl")
    assert ended.exit_code == 4
    assert "died.jsonl ended as interrupted" in ended.err


def test_an_earlier_run_is_judged_on_its_own_terms(application: LittleTarget, tmp_path: Path) -> None:
    _audited(application, tmp_path, "--min-coverage=0.5", "--fail-on=high")
    terms = run_in(tmp_path / "bearproof-report").header.gate
    assert (terms.min_coverage, terms.fail_on) == (0.5, "high")


def test_a_target_file_deeper_in_a_repository_is_named_from_its_root(application: LittleTarget, tmp_path: Path) -> None:
    """Code scanning looks for the file from there, wherever the audit was started."""
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "audits"
    folder.mkdir()
    path = target_file(folder, application.url)
    done = bearproof("audit", path, f"--rule={RULE}", "--report-dir", "reports", cwd=folder, env=credentials())
    assert done.exit_code == 0, done.said
    header = json.loads((folder / "reports" / "run.json").read_text(encoding="utf-8"))["header"]
    assert header["target_file"]["path"] == f"audits/{path.name}"
