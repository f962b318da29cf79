"""The shell steps of the GitHub Action and of the GitLab template, run as their services run them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bearproof.tree import TREE

_PATIENCE = 120


def action_steps() -> dict[str, dict[str, Any]]:
    """Return the steps of the action that have a name, by it."""
    action = yaml.safe_load((TREE / "action.yml").read_text(encoding="utf-8"))
    return {step["name"]: step for step in action["runs"]["steps"] if "name" in step}


def gitlab_job() -> dict[str, Any]:
    """Return the job of the GitLab template."""
    job: dict[str, Any] = yaml.safe_load((TREE / "ci" / "gitlab.yml").read_text(encoding="utf-8"))[".bearproof"]
    return job


def installed(folder: Path) -> Path:
    """Put the command where the installing step would have put it, and return that folder."""
    binaries = folder / "bin"
    binaries.mkdir(parents=True)
    command = binaries / "bearproof"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bearproof "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def run_shell(script: str, *, cwd: Path, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a script as a CI runner does: bash, ending at the first command that fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BEARPROOF_"))}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd, env={**kept, "PYTHONPATH": str(TREE), "NO_COLOR": "1", **env},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
