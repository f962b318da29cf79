"""The published schema of the run file is the one of the model, and says what every field means."""

import json

from reports import schema


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
