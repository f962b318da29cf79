"""The page and the schema are what the model says, and what they show can be used."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import trustme

from fixtures.rule import Capability
from fixtures.target.documentation import PAGE, SCHEMA, page, schema
from fixtures.target.fields import EXAMPLE, Key, all_keys
from fixtures.target.positions import dotted
from tests.target.files import ENVIRON, HONEST, loaded

REGENERATE = "stale: run python -m fixtures.target.documentation"
FENCED = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRITTEN = PAGE.read_text("utf-8")


def test_page_is_up_to_date() -> None:
    assert page(WRITTEN) == WRITTEN, REGENERATE


def test_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the markers"):
        page("no markers")


def test_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text("utf-8") == schema(), REGENERATE


def test_whole_examples_of_the_page_are_sound(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "staging-ca.pem")
    examples = [text for text in FENCED.findall(WRITTEN) if "[target]" in text]
    assert examples
    for text in examples:
        assert loaded(tmp_path, text, {**ENVIRON, "STAGING_PASSWORD": "canary-gate"}).target.target.name


def test_partial_examples_of_the_page_are_sound(tmp_path: Path) -> None:
    examples = [text for text in FENCED.findall(WRITTEN) if "[target]" not in text]
    assert examples
    for text in examples:
        found = loaded(tmp_path, f"{HONEST}\n{text}", {**ENVIRON, "GATEWAY_KEY": "canary"}).target
        assert found.model_fields_set & set(tomllib.loads(text))


OTHERS = sorted([PAGE.parents[1] / "README.md", *PAGE.parent.glob("*.md")])


@pytest.mark.parametrize("path", [path for path in OTHERS if path != PAGE and "```toml" in path.read_text("utf-8")],
                         ids=lambda path: path.name)  # fmt: skip
def test_examples_of_other_pages_are_sound(path: Path, tmp_path: Path) -> None:
    (tmp_path / "notes_adapter.py").write_text("", "utf-8")
    for text in FENCED.findall(path.read_text("utf-8")):
        whole = text if "[target]" in text else f"{HONEST}\n{text}"
        assert loaded(tmp_path, whole).target.target.name


def test_allowed_values_are_on_the_page() -> None:
    for capability in Capability:
        assert f"'{capability}'" in WRITTEN, "target.absent names every capability"


@pytest.mark.parametrize("key", [key for key in all_keys() if key.path != ("logout_everywhere",)],
                         ids=lambda key: dotted(key.path))  # fmt: skip
def test_every_key_has_a_meaning_and_an_example(key: Key) -> None:
    assert key.meaning.endswith((".", '"')), "the docstring of the field is its documentation"
    assert key.example, f"{dotted(key.path)} needs a line in {EXAMPLE.name}"
    assert tomllib.loads(key.example)


def test_every_key_is_on_the_page() -> None:
    spellings = {key.name: (f"`{key.name}`", f"[{dotted(key.path)}]") for key in all_keys()}
    missing = {name for name, shown in spellings.items() if not any(text in WRITTEN for text in shown)}
    assert missing <= {"users"}, "a table that holds only tables is shown by those"


def test_schema_knows_every_table_and_refuses_others() -> None:
    document: dict[str, Any] = json.loads(schema())
    assert set(document["properties"]) == {key.name for key in all_keys() if len(key.path) == 1}
    assert document["additionalProperties"] is False
    assert "json" in document["$defs"]["Login"]["properties"]


def test_the_page_names_every_capability_that_can_be_absent() -> None:
    assert [name for name in Capability if f"`{name}`" not in WRITTEN] == []
