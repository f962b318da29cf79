"""The version is the same wherever it is said."""

import tomllib

from bearproof import __version__
from bearproof.tree import TREE


def test_the_package_and_its_metadata_agree() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
