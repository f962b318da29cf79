"""The JSON Schema of ``run.json``, kept beside the model so that other programs can rely on it."""

import json
from pathlib import Path

from reports.model import Run

PATH = Path(__file__).with_name("run-1.json")
"""The generated file; ``python -m reports.schema`` writes it anew."""


def render() -> str:
    """Return the schema of the run model as JSON text."""
    schema = Run.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A run of Bearproof, schema version 1"
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
