"""A class of the user's as the way out: it logs in and signs, and its mistakes are told as its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fixtures.errors import ExitCode, RunError
from tests.core.building import PASSWORDS, audit_of, target
from tests.core.loopback import Visit, document, respond, serving

PAGE = Path(__file__).parents[2] / "docs" / "adapters.md"
EXAMPLE = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]


def served(visit: Visit) -> None:
    """A login of two steps with a code, and an API; both want a signature."""
    request = visit.request
    if request.header("X-Signature") != str(len(request.body)):
        respond(403)(visit)
    elif request.path == "/login":
        sent = json.loads(request.body)
        is_right = PASSWORDS.get(sent["user"]) == sent["password"]
        (document({"ticket": f"ticket-{sent['user']}"}) if is_right else respond(401))(visit)
    elif request.path == "/login/code":
        sent = json.loads(request.body)
        document({"token": sent["ticket"].replace("ticket", "token-0123456789")})(visit)
    else:
        name = (request.header("Authorization") or "").rpartition("-")[2]
        (document({"name": name}) if name in PASSWORDS else respond(401))(visit)


def audited(folder: Path, url: str, source: str) -> frozenset[str]:
    """Run the preflight with an adapter, and return who got in."""
    file = folder / "notes_adapter.py"
    file.write_text(source, "utf-8")
    tables: dict[str, Any] = {
        "adapter": {"file": file},
        "login": {"url": "/login", "access_token": {"value": "access_token"}},
        "refresh": None,
        "logout": None,
    }
    with audit_of(target(url, **tables)) as audit:
        refused = audit.sessions.attempt("ada", values={"username": "ada", "password": "wrong"})
        assert audit.deployment.issued(refused, at=audit.target.login).access is None
        shown = audit.deployment.vault.masked("token-0123456789-ada")
        assert "0123456789" not in shown
        return frozenset(audit.preflight.proven.oracle.identities)


def test_the_example_of_the_page_logs_in_and_signs(tmp_path: Path) -> None:
    with serving(served) as server:
        assert audited(tmp_path, server.url, EXAMPLE) == {"ada", "bob"}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("class Other: ...", "no Adapter could be made: AttributeError"),
        ("class Adapter: ...", "has none of the methods log_in and headers"),
        ("class Adapter:\n def log_in(self, web, username, password): return {}", "log_in sent no request"),
        ("class Adapter:\n def log_in(self, web, username, password): return 7", "log_in returned int"),
        ("class Adapter:\n def log_in(self, web, u, password): raise ValueError(password)", "log_in raised ValueError"),
    ],
)
def test_a_broken_adapter_is_named(tmp_path: Path, source: str, message: str) -> None:
    with serving(respond(401)) as server, pytest.raises(RunError, match=message) as caught:
        audited(tmp_path, server.url, source)
    assert caught.value.exit_code is ExitCode.USAGE
    assert PASSWORDS["ada"] not in str(caught.value)
