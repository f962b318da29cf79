"""Target files for the tests, written where a test may write."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fixtures.target.errors import TargetFileError
from fixtures.target.loader import LoadedTarget, load_target

ENVIRON: Mapping[str, str] = {
    "ADA_PASSWORD": "canary-ada-1f2e",
    "BOB_PASSWORD": "canary-bob-3d4c",
    "PORT": "8443",
    "DISPOSABLE_PASSWORD": "canary-nobody-5e6f",
    "ADMIN_KEY": "canary-admin-7a8b",
}

HONEST = """\
[target]
name = "Notes"
url = "https://notes.example"

[users.ada]
username = "ada"
password = "${ADA_PASSWORD}"

[login]
url = "/login"
json = { username = "{username}", password = "{password}" }
access_token = { body = "/jwt_token" }

[identity]
url = "/me"
user = { body = "/username" }
"""
"""A sound file; a test changes one thing in it."""


def written(folder: Path, text: str) -> Path:
    """Write a target file and return its path."""
    path = folder / "bearproof.toml"
    path.write_text(text, "utf-8")
    return path


def loaded(folder: Path, text: str, environ: Mapping[str, str] = ENVIRON) -> LoadedTarget:
    """Write a target file and load it."""
    return load_target(written(folder, text), environ)


def refused(folder: Path, text: str, environ: Mapping[str, str] = ENVIRON) -> TargetFileError:
    """Write a target file that must be refused, and return the error."""
    with pytest.raises(TargetFileError) as caught:
        loaded(folder, text, environ)
    return caught.value


def changed(old: str, new: str) -> str:
    """Return the sound file with one passage replaced, which must occur exactly once."""
    assert HONEST.count(old) == 1
    return HONEST.replace(old, new)
