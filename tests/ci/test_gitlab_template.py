"""The GitLab template: its script run for real, and its reports where it says they are."""

from pathlib import Path

from tests.ci.steps import gitlab_job, installed, run_shell
from tests.command.little_target import LittleTarget, credentials, served, target_file


def test_the_script_audits_and_leaves_the_reports_it_names(tmp_path: Path) -> None:
    job = gitlab_job()
    installed(tmp_path / ".bearproof-venv")
    with served(LittleTarget()) as application:
        target_file(tmp_path, application.url).rename(tmp_path / "bearproof.toml")
        env = {**job["variables"], **credentials(), "BEARPROOF_OPTIONS": "--rule=token/short-lifetime --strict"}
        done = run_shell("\n".join(job["script"]), cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    told = run_shell("\n".join(job["after_script"]), cwd=tmp_path, env=job["variables"])
    assert "exit code 0, clean" in told.stdout
    for named in job["artifacts"]["reports"].values():
        assert (tmp_path / named).is_file()
    assert job["artifacts"]["when"] == "always"


def test_a_job_without_a_report_says_so(tmp_path: Path) -> None:
    job = gitlab_job()
    told = run_shell("\n".join(job["after_script"]), cwd=tmp_path, env=job["variables"])
    assert (told.returncode, told.stdout) == (0, "Bearproof wrote no report - see above.\n")


def test_a_failed_rule_fails_the_job(tmp_path: Path) -> None:
    job = gitlab_job()
    installed(tmp_path / ".bearproof-venv")
    with served(LittleTarget()) as application:
        path = target_file(tmp_path, application.url).rename(tmp_path / "bearproof.toml")
        path.write_text(path.read_text(encoding="utf-8") + "\n[policy]\naccess_lifetime_max_seconds = 60\n")
        env = {**job["variables"], **credentials(), "BEARPROOF_OPTIONS": "--rule=token/short-lifetime --strict"}
        done = run_shell("\n".join(job["script"]), cwd=tmp_path, env=env)
    assert done.returncode == 1, done.stderr
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).is_file()
