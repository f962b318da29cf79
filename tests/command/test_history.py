"""A history across audits: kept by the audit, listed, and told in the reports."""

import json
from datetime import timedelta
from pathlib import Path

from fixtures.verdict import Verdict
from reports import stream
from reports.model import Run
from tests.command.little_target import LittleTarget, credentials, served, target_file
from tests.command.running import assert_one_clear_message, bearproof
from tests.reports.sample import STARTED, result, run

RULE = "token/short-lifetime"


def _written(folder: Path, verdict: Verdict, *, days: int = 0) -> Path:
    audited: Run = run(result("suite/fact", verdict))
    header = audited.header.model_copy(update={"started_at": STARTED + timedelta(days=days)})
    folder.mkdir()
    stream.write(audited.model_copy(update={"header": header}), folder / "run.json")
    return folder


def test_an_audit_is_kept_and_listed(tmp_path: Path) -> None:
    place = tmp_path / "kept" / "history.db"
    with served(LittleTarget()) as target:
        path = target_file(tmp_path, target.url)
        audited = bearproof("audit", path, f"--rule={RULE}", "--history", place, cwd=tmp_path, env=credentials())
    assert audited.exit_code == 0, audited.said
    listed = bearproof("history", cwd=tmp_path, env={"BEARPROOF_HISTORY": str(place), "COLUMNS": "80"})
    assert listed.exit_code == 0
    assert "some rules only" in listed.out
    [kept] = json.loads(bearproof("history", place, "--json", cwd=tmp_path).out)
    assert kept["verdicts"].keys() == {RULE}
    assert kept["exit_code"] == 0


def test_the_reports_tell_what_has_changed(tmp_path: Path) -> None:
    place, page = tmp_path / "history.db", tmp_path / "new.html"
    old, new = _written(tmp_path / "old", Verdict.PASSED), _written(tmp_path / "new", Verdict.FAILED, days=3)
    assert bearproof("history", place, "--add", old, "--add", old, cwd=tmp_path).exit_code == 0
    shown = bearproof("report", new, "--history", place, "--html", page, cwd=tmp_path)
    assert shown.exit_code == 1
    assert "1 new failure (suite/fact)" in " ".join(shown.out.split())
    assert "1 new failure" in page.read_text(encoding="utf-8")
    assert len(json.loads(bearproof("history", place, "--json", cwd=tmp_path).out)) == 1


def test_a_history_that_cannot_be_used_is_told_before_the_audit(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes and no database. " * 40)
    ended = bearproof("audit", "--history", "notes.txt", cwd=tmp_path)
    assert ended.exit_code == 4
    assert_one_clear_message(ended)
    assert not (tmp_path / "bearproof-report").exists()
