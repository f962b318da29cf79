"""Secrets that are looked for in everything that an audit leaves behind."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from bearproof.audit_run import AuditOrder
from reference_server.faults.registry import fault_named
from tests.core.application import running
from tests.core.building import PASSWORDS
from tests.proof.audited import audited
from tests.proof.breakdown import PROFILE, target_file
from tests.proof.degenerate import mint

_A_JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\\?\.[A-Za-z0-9_-]{8,}\\?\.[A-Za-z0-9_-]{16,}")


def leaks_after(folder: Path, sabotage: str | None) -> list[str]:
    """Audit an application whose secrets are known, and return the files that one of them is found in."""
    folder.mkdir(parents=True, exist_ok=True)
    with running() as application:
        application.mint = mint
        report_dir = folder / "report"
        order = AuditOrder(
            target_file=target_file(application, folder), profile=PROFILE, report_dir=report_dir, allow_browser=False
        )
        environ = {f"{name.upper()}_PASSWORD": word for name, word in PASSWORDS.items()}
        audited(order, environ=environ, sabotage=sabotage)
        # A refresh token that was used is gone from the application's own list, but was in its answers.
        issued = (f"refresh-token-{number}-of-{user}" for number in range(1, len(application.access) + 1)
                  for user in PASSWORDS)  # fmt: skip
        return list(_leaks(report_dir, [*PASSWORDS.values(), *application.access, *issued]))


def leaks_with_a_browser(folder: Path, fault: str) -> list[str]:
    """Audit the reference server with a fault that spills tokens, and return the files that one is found in."""
    environ_file = folder / "environ.json"
    order = AuditOrder(
        target_file=None, profile=None, report_dir=folder / "report", faults=(fault,),
        rules=(*fault_named(fault).breaks, "storage/survives-reopen"),
    )  # fmt: skip
    audited(order, keeps_environ=environ_file)
    people = json.loads(json.loads(environ_file.read_text(encoding="utf-8"))["REFERENCE_USERS"])
    return list(_leaks(folder / "report", [person["password"] for person in people]))


def _leaks(folder: Path, secrets: Iterable[str]) -> Iterator[str]:
    spelt = {spelling for secret in secrets for spelling in _spellings(secret)}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if any(spelling in content for spelling in spelt) or _A_JWT.search(content) is not None:
                yield path.name


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield quote(secret, safe="").encode()
    yield base64.b64encode(secret.encode()).rstrip(b"=")
