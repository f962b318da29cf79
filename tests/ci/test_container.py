"""The example with a container: its script run for real, with stand-ins for the programs that are not here."""

import sys
from pathlib import Path

import pytest

from bearproof.tree import TREE
from tests.ci.steps import run_shell
from tests.command.little_target import LittleTarget, answers_500, credentials, served, target_file


def _script() -> str:
    """Return the block of the documentation that runs the container."""
    blocks = (TREE / "docs" / "ci.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    [script] = [block.partition("```")[0] for block in blocks if "podman run" in block]
    return script


def _stand_in(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which podman runs the command that the image has as its entry point."""
    folder = tmp_path / "stand-ins"
    _stand_in(folder, "docker", "exit 0")
    # Everything up to the name of the image is podman's own.
    _stand_in(
        folder,
        "podman",
        f'while [ "$1" != bearproof ]; do shift; done; exec "{sys.executable}" -m bearproof "${{@:2}}"'
        " --rule=token/short-lifetime",
    )
    return f"{folder}:/usr/bin:/bin"


@pytest.mark.parametrize(("is_down", "code"), [(False, 0), (True, 5)])
def test_the_example_audits_shows_the_summary_and_leaves_by_the_gate(
    tmp_path: Path, path: str, code: int, *, is_down: bool
) -> None:
    with served(LittleTarget()) as application:
        target_file(tmp_path, application.url).rename(tmp_path / "bearproof.toml")
        if is_down:
            application.misbehaviour = answers_500
        done = run_shell(_script(), cwd=tmp_path, env={**credentials(), "PATH": path})
    assert done.returncode == code, done.stderr
    assert f"exit code {code}" in done.stdout.lower()
    assert (tmp_path / "bearproof-report" / "report.html").is_file()


def test_the_image_has_what_its_file_copies_and_starts_what_the_example_calls() -> None:
    lines = (TREE / "Containerfile").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.split(" ")[0].isupper()]
    assert said[0].startswith("FROM ")
    assert 'ENTRYPOINT ["bearproof"]' in said
    assert "WORKDIR /audit" in said, "the example mounts the folder there"
    assert "COPY . /usr/src/bearproof" in said
