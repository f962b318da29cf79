"""A target file that cannot be used is named with line and key before anything is sent."""

from pathlib import Path

import pytest

from tests.command.little_target import credentials, target_file
from tests.command.running import assert_one_clear_message, bearproof

URL = "https://notes.example"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    ended = bearproof("audit", "nowhere.toml", cwd=tmp_path)
    assert ended.exit_code == 4
    assert "nowhere.toml: there is no such file" in ended.err
    assert_one_clear_message(ended)


@pytest.mark.parametrize(
    ("written", "instead", "expected"),
    [
        pytest.param("[login]", "[login", ":{line}: this is not TOML", id="syntax"),
        pytest.param('access_token = { body = "/token" }', "", "login.access_token", id="missing key"),
        pytest.param("access_token =", "acess_token =", "access_token", id="misspelt key names the nearest"),
        pytest.param("[limits]", '[limits]\ntimeout_seconds = "long"', "limits.timeout_seconds", id="wrong type"),
        pytest.param('"${ADA_PASSWORD}"', '"hunter2-in-the-file"', "users.ada.password", id="password in the file"),
        pytest.param('"${ADA_PASSWORD}"', '"${ADA_PASSWROD}"', "ADA_PASSWROD", id="unset variable"),
    ],
)
def test_a_malformed_file_is_refused_with_line_and_key(
    tmp_path: Path, written: str, instead: str, expected: str
) -> None:
    path = target_file(tmp_path, URL)
    honest = path.read_text(encoding="utf-8")
    line = honest[: honest.index(written)].count("\n") + 1
    path.write_text(honest.replace(written, instead, 1), encoding="utf-8")
    ended = bearproof("audit", path, cwd=tmp_path, env=credentials())
    assert ended.exit_code == 4
    assert expected.format(line=line) in ended.err
    assert "hunter2" not in ended.said
    assert_one_clear_message(ended)
    assert not [*(tmp_path / "bearproof-report").glob("r*")], "something is reported of a target that was never asked"


def test_doctor_refuses_it_too(tmp_path: Path) -> None:
    path = target_file(tmp_path, URL)
    ended = bearproof("doctor", path, cwd=tmp_path)
    assert ended.exit_code == 4
    assert "ADA_PASSWORD" in ended.err
