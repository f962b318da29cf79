"""Secrets that are looked for in everything that an audit leaves behind."""

import base64
import contextlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from bearproof.audit_run import AuditOrder
from fixtures.rule import Profile
from fixtures.verdict import Verdict
from tests.core.application import running
from tests.core.building import PASSWORDS
from tests.proof.audited import AuditLostError, audited
from tests.proof.breakdown import PROFILE, target_file
from tests.proof.degenerate import mint
from tests.proof.issued import written_down

_A_JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\\?\.[A-Za-z0-9_-]{8,}\\?\.[A-Za-z0-9_-]{16,}")

_PNG = b"\x89PNG\r\n\x1a\n"
_A_PICTURE = re.compile(rb"iVBORw0KGgo[A-Za-z0-9+/_-]+")
"""A PNG in base64, as reports have their pictures."""
_SPILLING = "keeps_hold_of_every_session"
"""The fault whose page has tokens in every store, and says them to others."""
_LOOKING = ("storage/session-storage-only", "client/token-not-leaked", "logout/store-reset")
"""Rules whose evidence is what a page keeps, sends and looks like."""


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
        # An audit that breaks down before the first rule writes no report, but says why.
        with contextlib.suppress(AuditLostError):
            audited(order, environ=environ, sabotage=sabotage, concludes=True)
        # A refresh token that was used is gone from the application's own list, but was in its answers.
        issued = (f"refresh-token-{number}-of-{user}" for number in range(1, len(application.access) + 1)
                  for user in PASSWORDS)  # fmt: skip
        return list(leaks_in(report_dir, [*PASSWORDS.values(), *application.access, *issued]))


def leaks_with_a_browser(folder: Path, sabotage: str | None) -> list[str]:
    """Audit a page that keeps its tokens wherever it can, and return the files that a secret is found in."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger, report_dir = folder / "canaries.jsonl", folder / "report"
    order = AuditOrder(
        target_file=None, profile=Profile.GUIDE_2022, report_dir=report_dir, faults=(_SPILLING,), rules=_LOOKING
    )
    found = audited(order, canaries=ledger, sabotage=sabotage, concludes=True)
    assert found.run.counts[Verdict.UNTESTED] == 0, "there is no browser"
    secrets = written_down(ledger)
    assert len(secrets) > len(_LOOKING), "nothing was issued"
    return list(leaks_in(report_dir, secrets))


def leaks_in(folder: Path, secrets: Iterable[str]) -> Iterator[str]:
    """Yield the files below ``folder`` in which one of ``secrets``, or any JWT, is found in some spelling."""
    spelt = {spelling for secret in secrets for spelling in _spellings(secret)}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = b"\n".join([path.read_bytes(), *_metadata_of_pictures(path.read_bytes())])
            if any(spelling in content for spelling in spelt) or _A_JWT.search(content) is not None:
                yield path.name


def _metadata_of_pictures(content: bytes) -> Iterator[bytes]:
    """Yield what the pictures in a report say besides what they show: every chunk of a PNG but its pixels."""
    for written in _A_PICTURE.findall(content):
        png = base64.urlsafe_b64decode(written.translate(bytes.maketrans(b"+/", b"-_")) + b"=" * (-len(written) % 4))
        place = len(_PNG)
        while place < len(png):
            length, kind = struct.unpack(">I4s", png[place : place + 8])
            chunk = png[place + 8 : place + 8 + length]
            if kind != b"IDAT":
                yield chunk
            if kind in (b"zTXt", b"iTXt", b"iCCP"):
                with contextlib.suppress(zlib.error, ValueError):
                    yield zlib.decompress(chunk[chunk.index(b"\x78") :])
            place += length + 12


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield quote(secret, safe="").encode()
    yield secret[::-1].encode()
    yield base64.b64encode(secret.encode()).rstrip(b"=")
