"""A report folder that cannot be written to, a disk that is full, and ``kill -9`` at any moment.

Never a readable pass of a run that did not end, and never a lost earlier report.
"""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from reports.model import Ending
from reports.run_file_errors import RunFileError
from reports.stream import read_run
from tests.command.little_target import LittleTarget, answers_nothing, credentials, served, target_file
from tests.command.running import Ended, assert_one_clear_message, bearproof, started

_PATIENCE = 60
_REQUESTS = 60
"""A short audit of the little application sends about as many."""
_SMALL_DISK = 96 * 1024
"""Bytes: room for a few rules, and not for the reports."""

# A disk that is full for everybody is one of its own, which only root may make; CI runs as root.
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")


@pytest.fixture
def report_dir(tmp_path: Path) -> Path:
    """A folder with the report of an earlier audit."""
    folder = tmp_path / "report"
    assert _audit(tmp_path, folder).exit_code in (0, 1, 5)
    assert read_run(folder / "run.json").footer.ending is Ending.COMPLETE
    return folder


@pytest.mark.parametrize("_draw", range(3))
def test_killed_after_any_request_it_leaves_no_verdict_and_the_earlier_report(
    report_dir: Path, tmp_path: Path, _draw: int
) -> None:
    earlier, after = (report_dir / "run.json").read_bytes(), secrets.randbelow(_REQUESTS)
    hanging = LittleTarget(answers_nothing, honest_requests=after)
    with served(hanging) as target:
        file = target_file(tmp_path, target.url, limits="timeout_seconds = 100")
        with started("audit", file, "--report-dir", report_dir, cwd=tmp_path, env=credentials()) as process:
            try:
                assert hanging.reached.wait(_PATIENCE), f"it never sent {after} requests"
            finally:
                process.kill()
            process.communicate(timeout=_PATIENCE)

    assert (report_dir / "run.json").read_bytes() == earlier, f"killed after {after} requests"
    _assert_no_verdict_of_a_part(report_dir, tmp_path)


def test_killed_while_the_reports_are_written_it_leaves_a_whole_run_file(report_dir: Path, tmp_path: Path) -> None:
    earlier, partial = (report_dir / "run.json").read_bytes(), report_dir / "run.partial.jsonl"
    with served(LittleTarget()) as target:
        file = target_file(tmp_path, target.url)
        with started("audit", file, *_SHORT, "--report-dir", report_dir, cwd=tmp_path, env=credentials()) as process:
            while process.poll() is None and not _has_footer(partial):
                Event().wait(0.001)
            process.kill()
            process.communicate(timeout=_PATIENCE)

    left = (report_dir / "run.json").read_bytes()
    assert left == earlier or read_run(report_dir / "run.json").footer.ending is Ending.COMPLETE
    _assert_no_verdict_of_a_part(report_dir, tmp_path)


def test_a_read_only_report_folder_is_told_before_anything_is_sent(report_dir: Path, tmp_path: Path) -> None:
    earlier = _content(report_dir)
    with _read_only(report_dir), served(LittleTarget()) as target:
        file = target_file(tmp_path, target.url)
        ended = bearproof("audit", file, "--report-dir", report_dir, cwd=tmp_path, env=credentials())

    assert ended.exit_code == 3
    assert re.search(r"Read-only file system|Permission denied", ended.err)
    assert_one_clear_message(ended)
    assert target.seen == 0
    assert _content(report_dir) == earlier


@as_root
def test_a_full_disk_ends_the_audit_in_a_sentence_and_leaves_the_earlier_report(
    report_dir: Path, tmp_path: Path
) -> None:
    earlier = {name: content for name, content in _content(report_dir).items() if name != ".audit.lock"}
    folder = tmp_path / "small"
    folder.mkdir()
    room = sum(map(len, earlier.values())) + _SMALL_DISK
    with _mounted("-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)):
        shutil.copytree(report_dir, folder / "report")
        ended = _audit(tmp_path, folder / "report")
        assert ended.exit_code == 3, ended.said
        assert "No space left on device" in ended.err
        assert_one_clear_message(ended)
        left = _content(folder / "report")
        assert {name: left.get(name) for name in earlier} == earlier
        _assert_no_verdict_of_a_part(folder / "report", tmp_path)


_SHORT = ("--suite", "token", "--suite", "login")


def _audit(folder: Path, report_dir: Path) -> Ended:
    with served(LittleTarget()) as target:
        file = target_file(folder, target.url)
        return bearproof("audit", file, *_SHORT, "--report-dir", report_dir, cwd=folder, env=credentials())


def _assert_no_verdict_of_a_part(report_dir: Path, folder: Path) -> None:
    for path in report_dir.glob("run*.jsonl"):
        try:
            ending = read_run(path).footer.ending
        except RunFileError:
            ending = None
        assert ending is Ending.COMPLETE or bearproof("report", path, cwd=folder).exit_code in (2, 3, 4), path


def _has_footer(partial: Path) -> bool:
    try:
        return b'"footer"' in partial.read_bytes()
    except FileNotFoundError:
        # It is not there yet, or not any more: it was put in the place of the earlier run.
        return False


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """Take away the right to write into ``folder``: by its mode, which is nothing to root, who mounts it again."""
    if os.geteuid() == 0:
        with _mounted("--bind", str(folder), str(folder)):
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
            yield
        return
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@contextmanager
def _mounted(*options: str) -> Iterator[None]:
    done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        # A container may forbid it even to root.
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", options[-1]], check=True)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
