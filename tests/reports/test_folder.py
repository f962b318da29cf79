"""The report folder: whole files or none, and one clear error when they cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reports.files import ReportNotWritten, replace_file
from reports.folder import write_all
from reports.gate import judge_gate
from reports.model import GateTerms
from reports.stream import read_run
from tests.reports.rich_sample import rich_run

ROOT = Path(__file__).parents[2]


def test_every_form_is_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "bearproof-report"
    paths = write_all(rich_run(), folder, gate=judge_gate(rich_run(), GateTerms(strict=True)))
    assert [path.name for path in paths] == [
        "report.html",
        "run.json",
        "junit.xml",
        "bearproof.sarif",
        "summary.md",
        "gl-dast-report.json",
        "earl.jsonld",
        "attestation.cdx.json",
        "assessment-results.oscal.json",
    ]
    assert sorted(folder.iterdir()) == sorted(paths)
    assert read_run(paths[1]) == rich_run()


def test_given_gate_reaches_the_page(tmp_path: Path) -> None:
    gate = judge_gate(rich_run(), GateTerms(strict=True))
    assert "SHOULD rule" in " ".join(gate.reasons)
    page, *_ = write_all(rich_run(), tmp_path, gate=gate)
    assert "The target breaks 1 SHOULD rule: " in page.read_text(encoding="utf-8")


def test_files_can_be_read_by_others_as_the_umask_allows(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        replace_file(tmp_path / "file", b"text")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    with pytest.raises(ReportNotWritten, match=r"Could not write .*run\.json: .*Free the space or choose a folder"):
        write_all(rich_run(), tmp_path / "in-the-way" / "reports")


def test_name_taken_by_a_folder_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "run.json").mkdir()
    with pytest.raises(ReportNotWritten, match=r"run\.json: Is a directory"):
        write_all(rich_run(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


FULL = """
import resource, sys
from pathlib import Path
from reports.files import ReportNotWritten, replace_file
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
try:
    replace_file(Path(sys.argv[1]), b"x" * 100_000)
except ReportNotWritten as error:
    print(error)
"""


def test_no_room_keeps_the_earlier_report_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"the earlier report")
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "report.html: File too large" in done.stdout
    assert path.read_bytes() == b"the earlier report"
    assert list(tmp_path.iterdir()) == [path]
