"""Ctrl-C, a cancelled CI job and a killed process: nothing recorded is lost, nothing unfinished is a pass."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from fixtures.verdict import Verdict
from reports.model import Ending
from reports.run_file_errors import MissingFooter
from reports.stream import read_run
from tests.command.little_target import LittleTarget, answers_nothing, credentials, served, target_file
from tests.command.running import assert_one_clear_message, bearproof, run_in, started

PATIENCE = 60
HONEST_REQUESTS = 60
"""Enough for some rules to be judged before the target hangs."""


@contextmanager
def stuck_audit(folder: Path) -> Iterator["Popen[str]"]:
    """Run an audit that has judged some rules and now waits for an answer that does not come."""
    hanging = LittleTarget(answers_nothing, honest_requests=HONEST_REQUESTS)
    with served(hanging) as target:
        file = target_file(folder, target.url, limits="timeout_seconds = 100")
        with started("audit", file, cwd=folder, env=credentials()) as process:
            try:
                assert hanging.reached.wait(PATIENCE)
                yield process
            finally:
                if process.poll() is None:
                    process.kill()


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupted_audit_reports_what_it_has(tmp_path: Path, signal_number: signal.Signals) -> None:
    with stuck_audit(tmp_path) as process:
        # As a terminal does it: to the whole process group.
        os.killpg(process.pid, signal_number)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "Traceback" not in out + err
    assert "interrupted" in out
    run = run_in(tmp_path / "bearproof-report")
    assert run.footer.ending is Ending.INTERRUPTED
    assert run.counts[Verdict.PASSED] > 0
    assert run.counts[Verdict.UNTESTED] > 0
    assert (tmp_path / "bearproof-report" / "report.html").exists()


def test_a_killed_audit_leaves_its_part_and_the_earlier_report(tmp_path: Path) -> None:
    earlier = finished_audit(tmp_path)
    with stuck_audit(tmp_path) as process:
        process.kill()
        process.communicate(timeout=PATIENCE)
    folder = tmp_path / "bearproof-report"
    assert (folder / "run.json").read_bytes() == earlier
    with pytest.raises(MissingFooter) as died:
        read_run(folder / "run.partial.jsonl")
    assert died.value.partial.counts[Verdict.PASSED] > 0

    shown = bearproof("report", folder, cwd=tmp_path)
    assert shown.exit_code == 2
    assert "no footer" in shown.err

    # The lock of the killed process is no obstacle, and the next audit clears up after it.
    finished_audit(tmp_path)
    assert not (folder / "run.partial.jsonl").exists()


def test_a_second_audit_may_not_write_to_the_same_folder(tmp_path: Path) -> None:
    with stuck_audit(tmp_path) as process:
        with served(LittleTarget()) as target:
            second = bearproof("audit", target_file(tmp_path, target.url), cwd=tmp_path, env=credentials())
            assert target.seen == 0, "the second audit has disturbed the target before it was refused"
        assert second.exit_code == 4
        assert f"process {process.pid}" in second.err
        assert_one_clear_message(second)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert run_in(tmp_path / "bearproof-report").counts[Verdict.PASSED] > 0


def finished_audit(folder: Path) -> bytes:
    """Run a short audit to its end and return its run file."""
    with served(LittleTarget()) as target:
        file = target_file(folder, target.url)
        bearproof("audit", file, "--suite", "token", cwd=folder, env=credentials())
    run = run_in(folder / "bearproof-report")
    assert run.footer.ending is Ending.COMPLETE
    return (folder / "bearproof-report" / "run.json").read_bytes()
