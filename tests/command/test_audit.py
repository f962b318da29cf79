"""An audit from the command line to the report, on the bundled reference server."""

from pathlib import Path

import pytest
from junitparser import JUnitXml

from bearproof.tree import TREE
from fixtures.verdict import Verdict
from reports.model import Ending
from reports.stream import read_run
from tests.command.running import Ended, bearproof, pytest_in, run_in

RULE = "login/returns-jwt"
BROKEN_RULE = "refresh/rotates-and-retires"
FAULT = "forgets_to_rotate"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A short audit of the honest server: the folder it was started in, and what it said."""
    folder = tmp_path_factory.mktemp("honest")
    return folder, bearproof("audit", "--suite", "login", cwd=folder)


def test_an_honest_server_passes_and_the_reports_agree(honest: tuple[Path, Ended]) -> None:
    started_in, ended = honest
    assert ended.exit_code == 0, ended.said
    folder = started_in / "bearproof-report"
    run = run_in(folder)
    assert run.footer.ending is Ending.COMPLETE
    assert set(run.verdicts.values()) == {Verdict.PASSED}
    assert read_run(folder / "run.jsonl") == run, "without a browser, the stream has everything"
    assert run.footer.requests > 0
    assert run.footer.logins > 0
    assert 0 < run.footer.waited_seconds < run.footer.duration_seconds
    cases = {case.name for suite in JUnitXml.fromfile(str(folder / "junit.xml")) for case in suite}
    assert cases == set(run.verdicts)
    assert RULE in (folder / "report.html").read_text(encoding="utf-8")
    assert "bearproof-report/report.html" in ended.out
    assert "and beside it run.json, junit.xml, bearproof.sarif" in " ".join(ended.out.split())


def test_progress_is_one_line_for_each_rule_in_a_log(honest: tuple[Path, Ended]) -> None:
    folder, ended = honest
    lines = [line for line in ended.err.splitlines() if line.startswith("[")]
    assert len(lines) == len(run_in(folder / "bearproof-report").verdicts)
    assert lines[-1].startswith(f"[{len(lines)}/{len(lines)}] passed")


def test_an_earlier_run_is_shown_and_written_again(honest: tuple[Path, Ended], tmp_path: Path) -> None:
    folder, audit = honest
    again: list[str | Path] = ["--html", tmp_path / "again.html", "--junit", tmp_path / "again.xml"]
    ended = bearproof("report", "bearproof-report", *again, cwd=folder)
    assert ended.exit_code == 0
    assert ended.out.split("Reports")[0] == audit.out.split("Reports")[0]
    for name, copy in (("report.html", "again.html"), ("junit.xml", "again.xml")):
        assert (tmp_path / copy).read_bytes() == (folder / "bearproof-report" / name).read_bytes()


def test_an_earlier_run_is_printed_and_written_in_every_form(honest: tuple[Path, Ended], tmp_path: Path) -> None:
    folder, _audit = honest
    ended = bearproof(
        "report", "bearproof-report", "--pdf", tmp_path / "r.pdf", "--folder", tmp_path / "all", cwd=folder
    )
    assert ended.exit_code == 0, ended.said
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
    written = {path.name for path in (tmp_path / "all").iterdir()}
    assert written == {path.name for path in (folder / "bearproof-report").iterdir()} - {"run.jsonl", ".audit.lock"}


def test_no_secret_of_the_session_is_in_any_output(honest: tuple[Path, Ended]) -> None:
    """A JWT is known by its shape, whatever it holds."""
    folder, ended = honest
    for path in (folder / "bearproof-report").glob("r*"):
        assert "eyJ" not in path.read_text(encoding="utf-8"), path
    assert "eyJ" not in ended.said
    recorded = (folder / "bearproof-report" / "run.json").read_text(encoding="utf-8")
    assert "‹access token sha256:" in recorded, "nothing was masked, so nothing was recorded"


def test_the_browser_is_named_when_one_was_used(tmp_path: Path) -> None:
    for workers in ("0", "1"):
        ended = bearproof("audit", "--rule", "client/redirect-without-token", "-n", workers, cwd=tmp_path)
        assert ended.exit_code == 0, ended.said
        assert run_in(tmp_path / "bearproof-report").header.environment.browser.startswith("chromium ")
        assert "Browser   chromium " in ended.out


def test_a_fault_is_found_told_and_fails_the_gate(tmp_path: Path) -> None:
    ended = bearproof("demo", "--fault", FAULT, "--no-browser", cwd=tmp_path)
    assert ended.exit_code == 1
    assert f"FAILED {BROKEN_RULE}" in ended.out
    assert run_in(tmp_path / "bearproof-report").verdicts[BROKEN_RULE] is Verdict.FAILED


def test_workers_record_into_one_run(tmp_path: Path) -> None:
    ended = bearproof("audit", "--suite", "token", "-n", "2", cwd=tmp_path)
    assert ended.exit_code == 0, ended.said
    run = run_in(tmp_path / "bearproof-report")
    assert set(run.verdicts.values()) == {Verdict.PASSED, Verdict.INAPPLICABLE}, "two rules are about public keys"
    assert {result.worker for result in run.results} <= {"gw0", "gw1"}
    assert run.footer.logins > 4, "what the workers spent is missing"


def test_the_gate_is_as_strict_as_it_was_told(tmp_path: Path) -> None:
    """A run without the browser's rules is too little for a floor of all rules, and enough for the default one."""
    rules = ["--rule", "token/unsigned-rejected", "--rule", "token/signature-verified", "--rule", "cookie/secure"]
    rules += ["--rule", "storage/memory-only", "--no-browser"]
    assert bearproof("audit", *rules, cwd=tmp_path).exit_code == 0
    ended = bearproof("audit", *rules, "--min-coverage", "1", cwd=tmp_path)
    assert ended.exit_code == 5
    assert "storage/memory-only" in ended.out
    assert bearproof("report", "bearproof-report", cwd=tmp_path).exit_code == 5, "the terms of that run hold"
    assert bearproof("report", "bearproof-report", "--min-coverage", "0.75", cwd=tmp_path).exit_code == 0
    assert bearproof("report", "bearproof-report", "--min-coverage", "1", cwd=tmp_path).exit_code == 5


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project whose own pytest settings would break any run that took them over."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('the project was imported')\n", encoding="utf-8")
    for name in ("fixtures", "reports", "suites"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the project was imported')\n", "utf-8")
    return tmp_path


def test_the_pytest_world_of_the_users_project_is_left_alone(project: Path) -> None:
    env = {"PYTEST_ADDOPTS": "--no-such-option", "PYTEST_PLUGINS": "no_such_plugin"}
    ended = bearproof("audit", "--suite", "cookie", cwd=project, env=env)
    assert ended.exit_code == 0, ended.said
    ended = bearproof("audit", "--suite", "cookie", "-n", "1", cwd=project, env=env)
    assert ended.exit_code == 0, ended.said


def test_plain_pytest_records_the_same_run(tmp_path: Path) -> None:
    ended = pytest_in(TREE, "--suite=cookie", f"--report-dir={tmp_path}")
    assert ended.exit_code == 0, ended.said
    assert f"{tmp_path}/report.html" in ended.out
    assert set(run_in(tmp_path).verdicts.values()) == {Verdict.PASSED}


def test_plain_pytest_is_not_green_when_nothing_was_judged(tmp_path: Path) -> None:
    ended = pytest_in(TREE, "--rule=storage/memory-only", "--no-browser", f"--report-dir={tmp_path}")
    assert ended.exit_code == 5
    assert run_in(tmp_path).judged == 0


def test_tests_that_are_no_rules_leave_no_report(tmp_path: Path) -> None:
    ended = pytest_in(TREE, "tests/packaging/test_version.py", f"--report-dir={tmp_path}/report")
    assert ended.exit_code == 0, ended.said
    assert not (tmp_path / "report").exists()
