"""A machine without a browser: the rules that need one are untested, and what to do is told."""

from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from reports.gate import ExitCode
from tests.command.running import assert_one_clear_message, bearproof, run_in


@pytest.fixture
def empty_path(tmp_path: Path) -> dict[str, str]:
    """An environment in which no browser can be found."""
    (tmp_path / "bin").mkdir()
    return {"PATH": str(tmp_path / "bin"), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "bin")}


def test_without_a_browser_its_rules_are_untested_and_the_rest_is_judged(
    tmp_path: Path, empty_path: dict[str, str]
) -> None:
    rules = ["--rule", "client/redirect-without-token", "--rule", "cookie/secure"]
    ended = bearproof("audit", *rules, cwd=tmp_path, env=empty_path)
    assert ended.exit_code == ExitCode.TOO_LITTLE_JUDGED, ended.said
    run = run_in(tmp_path / "bearproof-report")
    assert run.verdicts == {"client/redirect-without-token": Verdict.UNTESTED, "cookie/secure": Verdict.PASSED}
    assert "playwright install chromium" in ended.out
    assert "Traceback" not in ended.said


def test_a_browser_that_is_named_and_not_there_is_bad_usage(tmp_path: Path) -> None:
    ended = bearproof("audit", "--browser-path", tmp_path / "chromium", cwd=tmp_path)
    assert ended.exit_code == ExitCode.USAGE
    assert_one_clear_message(ended)


def test_the_browser_command_says_how_to_get_one(tmp_path: Path, empty_path: dict[str, str]) -> None:
    ended = bearproof("browser", cwd=tmp_path, env=empty_path)
    assert ended.exit_code == ExitCode.TOO_LITTLE_JUDGED
    assert "apt-get install chromium" in ended.err
    assert_one_clear_message(ended)


def test_the_browser_command_names_what_it_found(tmp_path: Path) -> None:
    ended = bearproof("browser", cwd=tmp_path)
    assert ended.exit_code == 0
    assert ended.out.startswith("Browser: chromium ")
