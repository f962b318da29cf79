"""Plain pytest in the checkout audits what the command audits."""

from pathlib import Path

from bearproof.tree import TREE
from fixtures.verdict import Verdict
from tests.command.little_target import LittleTarget, credentials, served, target_file
from tests.command.running import pytest_in, run_in

RULE = "token/short-lifetime"


def test_a_target_file_may_lie_anywhere(tmp_path: Path) -> None:
    """pytest takes the FILE of ``--target FILE`` for a place to look for its settings unless it is told in time."""
    with served(LittleTarget()) as application:
        file = target_file(tmp_path, application.url)
        ended = pytest_in(
            TREE, "--target", file, f"--rule={RULE}", f"--report-dir={tmp_path / 'report'}", env=credentials()
        )
    assert ended.exit_code == 0, ended.said
    run = run_in(tmp_path / "report")
    assert run.header.target_name == "A little application"
    assert run.verdicts == {RULE: Verdict.PASSED}
