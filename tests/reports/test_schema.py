"""The published schema of the run file is the one of the model, and says what every field means."""

import json
from pathlib import Path

import pytest

from reports import schema, stream
from reports.model import Run
from tests.reports.every_run import RUNS
from tests.reports.published_schema import complaints, for_schema


@pytest.mark.parametrize("audited", RUNS)
def test_what_is_written_is_what_the_schema_says(audited: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    stream.write(audited, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    against = for_schema(json.loads(schema.render()))
    assert complaints(document, against) == []
    document["results"].append({"rule_id": "suite/rule", "verdict": "splendid"})
    assert complaints(document, against) != []


def test_published_schema_is_current() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.render(), "stale: run python -m reports.schema"


def test_every_field_is_described() -> None:
    document = json.loads(schema.render())
    parts = {"Run": document, **document["$defs"]}
    undescribed = [
        f"{name}.{field}"
        for name, part in parts.items()
        for field, described in part.get("properties", {}).items()
        if not described.get("description")
    ]
    assert undescribed == []


def test_unknown_keys_are_refused_by_the_schema_too() -> None:
    document = json.loads(schema.render())
    parts = [document, *document["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts if part.get("type") == "object")
