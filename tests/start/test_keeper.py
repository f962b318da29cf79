"""The keeper tells when the program that it keeps has ended by itself."""

import json
import subprocess
import sys

import pytest

from fixtures.keeper import watch


def _child(code: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])


def test_an_end_of_its_own_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with _child(3) as process:
        watch(process.pid)
    assert json.loads(capsys.readouterr().out) == {"ended": 3}


def test_a_program_that_was_reaped_meanwhile_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    with _child(0) as process:
        process.wait()
    watch(process.pid)
    assert capsys.readouterr().out == ""
