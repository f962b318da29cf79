"""The two commands of the README, as far as they can be tried without installing anything."""

import re
import subprocess
from pathlib import Path

import pytest

from bearproof.tree import TREE


def test_a_python_that_is_too_old_is_refused_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    made = _make("audit", f"VENV={tmp_path}/venv", f"PYTHON={old}")
    assert made.returncode != 0
    assert "Bearproof needs Python 3.11 or newer" in made.stderr
    assert not (tmp_path / "venv").exists()


def test_a_machine_without_python_is_told_what_to_do(tmp_path: Path) -> None:
    made = _make("audit", f"VENV={tmp_path}/venv", "PYTHON=")
    assert made.returncode != 0
    assert "Next: install one" in made.stderr


def test_a_python_without_ensurepip_is_told_what_to_install(tmp_path: Path) -> None:
    crippled = tmp_path / "python3"
    crippled.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *) exit 0;; esac\n', encoding="utf-8")
    crippled.chmod(0o755)
    made = _make("audit", f"VENV={tmp_path}/venv", f"PYTHON={crippled}")
    assert made.returncode != 0
    assert "apt-get install python3-venv" in made.stderr


def test_a_finished_environment_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / ".finished").touch()
    made = _make("--dry-run", "venv", f"VENV={tmp_path}/venv")
    assert made.returncode == 0
    assert "pip install" not in made.stdout


@pytest.mark.parametrize("target", ["audit", "test", "lint", "bench", "deployments", "independent"])
def test_help_names_what_the_readme_and_the_guide_promise(target: str) -> None:
    assert re.search(rf"^ +make {target} ", _make("help").stdout, re.MULTILINE)


def test_ci_runs_the_two_commands_of_the_readme_and_then_the_whole_proof() -> None:
    script = (TREE / ".ci" / "run").read_text(encoding="utf-8")
    made = [line.split()[1] for line in script.splitlines() if line.startswith("make")]
    assert made == ["test", "audit", "prove"]
    assert "set -euo pipefail" in script
    first_block = re.search(r"(?:^    .*\n)+", (TREE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first_block is not None
    assert [line.split("#")[0].strip() for line in first_block.group().splitlines()] == ["make audit", "make test"]


def _make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=TREE, capture_output=True, text=True, check=False, timeout=60
    )
