"""Target files for small real deployments, and the audits of them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fixtures.audit import Audit, Order, opened
from fixtures.redact import Vault

CHECKOUT = Path(__file__).parents[2]
PASSWORD = "the-password-of-ada-1f2e"
FIFTEEN_MINUTES, THIRTY_DAYS = 900.0, 2_592_000.0

_FILE = """\
[target]
name = "Notes"
url = "http://127.0.0.1:${{PORT}}"
absent = ["browser", "ssr", "logout", "logout-everywhere", "two-users"]

[users.ada]
username = "ada"
password = "${{NOTES_PASSWORD}}"

[login]
url = "/login"
json = {{ username = "{{username}}", password = "{{password}}" }}
access_token = {{ body = "/token" }}
refresh_token = {{ body = "/refresh" }}

[identity]
url = "/me"
user = {{ body = "/name" }}

[refresh]
url = "/refresh"
json = {{ refresh = "{{refresh_token}}" }}

[policy]
leeway_seconds = 0

[start]
command = {command}
directory = {directory}
port = "PORT"
health = "/healthz"
timeout_seconds = 30.0
{more}
"""

_PYTHON = f'sh -c \'exec "{sys.executable}" -m'
COMMANDS = {
    "gunicorn": f'{_PYTHON} gunicorn --bind "127.0.0.1:$PORT" --workers 2 --threads 4 tests.start.apps.notes_wsgi\'',
    "uvicorn": f'{_PYTHON} uvicorn --port "$PORT" tests.start.apps.notes_asgi:application\'',
    "uvicorn-workers": f'{_PYTHON} uvicorn --port "$PORT" --workers 2 tests.start.apps.notes_asgi:application\'',
    "node": "node tests/start/apps/notes.mjs",
}
"""How each runtime is started, in the checkout."""
PRELOAD = '[clock]\nkind = "preload"\n'


def written(folder: Path, command: str, more: str = "") -> Path:
    """Write the target file of a deployment that ``command`` starts, with ``more`` tables."""
    path = folder / "bearproof.toml"
    text = _FILE.format(command=json.dumps(command), directory=json.dumps(str(CHECKOUT)), more=more)
    path.write_text(text, "utf-8")
    return path


@contextmanager
def audited(monkeypatch: pytest.MonkeyPatch, path: Path) -> Iterator[Audit]:
    """Start and open the deployment of a target file."""
    monkeypatch.setenv("NOTES_PASSWORD", PASSWORD)
    monkeypatch.delenv("PORT", raising=False)
    with opened(Order(target_file=path), Vault()) as audit:
        yield audit
