"""The files for CI services, held to the schemas that their owners publish."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bearproof.tree import TREE
from tests.reports.published_schema import ci_validator, complaints

BLOCK = re.compile(r"```yaml\n(?P<text>.*?)```", re.DOTALL)


def _loaded(text: str) -> Any:
    # YAML 1.2, as both services read it: "on" is a word there.
    return YAML(typ="safe", pure=True).load(text)


def _read(*parts: str) -> str:
    return Path(TREE, *parts).read_text(encoding="utf-8")


def _example(beginning: str) -> str:
    """Return the example of the documentation that begins so."""
    blocks = [found["text"] for found in BLOCK.finditer(_read("docs", "ci.md"))]
    [text] = [block for block in blocks if block.startswith(beginning)]
    return text


@pytest.mark.parametrize(("kind", "name"), [("github-actions", "action.yml"), ("gitlab-ci", "ci/gitlab.yml")])
def test_our_files_are_what_their_services_take(kind: str, name: str) -> None:
    assert complaints(_loaded(_read(name)), ci_validator(kind)) == []


@pytest.mark.parametrize(
    ("kind", "beginning", "right", "wrong"),
    [
        ("github-workflows", "name: Sessions", "runs-on:", "runs-no:"),
        ("gitlab-ci", "include:", "stage: test", "stage: 4"),
    ],
)
def test_the_examples_of_the_documentation_are_too(kind: str, beginning: str, right: str, wrong: str) -> None:
    example = _example(beginning)
    assert complaints(_loaded(example), ci_validator(kind)) == []
    assert complaints(_loaded(example.replace(right, wrong)), ci_validator(kind)) != []
