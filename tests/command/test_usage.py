"""Whoever mistypes is told so in one sentence, with exit code 4 and the nearest thing that exists."""

import re
from pathlib import Path

import pytest

from bearproof import __version__
from bearproof.command_line import run
from tests.command.running import assert_one_clear_message, bearproof


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["adit"], "No such command 'adit'", id="command"),
        pytest.param(["audit", "--profle", "guide-2019"], "No such option", id="option"),
        pytest.param(["audit", "--profile", "guide-2020"], "guide-2019", id="profile names those that exist"),
        pytest.param(["audit", "one.toml", "two.toml"], "two.toml", id="argument too many"),
        pytest.param(["audit", "--min-coverage", "75"], "--min-coverage", id="share"),
        pytest.param(["audit", "-n", "many"], "-n", id="number"),
        pytest.param(["explain", "token/unsigned"], "token/unsigned-rejected", id="explain names the nearest"),
        pytest.param(["explain"], "--help", id="explain without a rule"),
        pytest.param(["rules", "--suite", "nothing"], "refresh", id="rules of no suite"),
        pytest.param(["demo", "--fault", "forgets_to_rotat"], "forgets_to_rotate", id="fault names the nearest"),
        pytest.param(
            ["demo", "--profile", "guide-2019", "--fault", "adopts_a_fingerprint_that_was_there"],
            "guide-2022",
            id="fault of another design",
        ),
        pytest.param(["report", "nowhere"], "nowhere cannot be read", id="report of nothing"),
        pytest.param(["serve", "--port", "99999"], "--port", id="port"),
        pytest.param(["serve", "--profile", "guide-2020"], "guide-2019", id="profile to serve"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 4
    said = capsys.readouterr()
    assert expected in said.err
    assert said.err.count("bearproof: ") == 1
    assert not said.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["--rule", "token/unsignd"], "token/unsigned-rejected", id="rule names the nearest"),
        pytest.param(["--suite", "tokens"], '"token"', id="suite names the nearest"),
        pytest.param(
            ["--profile", "guide-2022", "--rule", "refresh/rotates-and-retires"],
            "No rule is left",
            id="rule of another profile",
        ),
    ],
)
def test_a_choice_that_cannot_be_audited_is_told_before_anything_starts(
    tmp_path: Path, arguments: list[str], expected: str
) -> None:
    ended = bearproof("audit", *arguments, cwd=tmp_path)
    assert ended.exit_code == 4
    assert expected in ended.err
    assert_one_clear_message(ended)


def test_a_folder_is_no_target_file(tmp_path: Path) -> None:
    ended = bearproof("audit", tmp_path, cwd=tmp_path)
    assert ended.exit_code == 4
    assert_one_clear_message(ended)


BROKEN = ["", "{}", '{"header": 3}', '{"header": {"schema_version": 99}}', "\x00\xff", "[" * 9999]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_run_file_is_told_and_not_shown(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, encoding="utf-8")
    assert run(["report", str(file)]) == 4
    said = capsys.readouterr()
    assert str(file) in said.err
    assert not said.out


def test_what_nobody_foresaw_is_one_sentence_and_a_masked_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"

    def broken(*_: object) -> None:
        raise LookupError(f"what is {token}?")

    monkeypatch.setattr("fixtures.catalogue.load_catalogue", broken)
    assert run(["rules"]) == 3
    said = capsys.readouterr().err
    assert "Traceback" not in said
    written = re.search(r"report it with (\S+\.txt)", said)
    assert written is not None
    crash = Path(written.group(1))
    assert "LookupError" in crash.read_text(encoding="utf-8")
    assert token not in crash.read_text(encoding="utf-8")
    crash.unlink()


def test_a_report_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = bearproof("audit", "--no-browser", "--report-dir", "file/report", cwd=tmp_path)
    assert ended.exit_code == 3
    assert "file/report" in ended.err
    assert_one_clear_message(ended)


def test_help_names_every_command_and_its_exit_codes(tmp_path: Path) -> None:
    listed = bearproof(cwd=tmp_path)
    assert listed.exit_code == 0
    for name in ("audit", "demo", "doctor", "report", "rules", "explain", "faults", "serve", "browser"):
        assert f" {name} " in listed.out
    assert "Exit codes: 0" in bearproof("audit", "--help", cwd=tmp_path).out


def test_the_version_is_told(tmp_path: Path) -> None:
    assert bearproof("--version", cwd=tmp_path).out == f"bearproof {__version__}\n"
