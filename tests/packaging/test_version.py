"""What is said in two places is the same in both."""

import tomllib

from bearproof import __version__, defaults
from bearproof.tree import TREE
from reports.model import DEFAULT_COVERAGE


def test_the_package_and_its_metadata_agree() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_the_floor_of_the_command_is_that_of_the_gate() -> None:
    assert defaults.MIN_COVERAGE == DEFAULT_COVERAGE
