"""No secret is in anything that an audit leaves behind: reports, terminal, tracebacks and pictures."""

import base64
import struct
import zlib
from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from reports.stream import read_run
from tests.proof.canaries import leaks_after, leaks_in, leaks_with_a_browser

CRASHES = {
    "quiet": None,
    "a rule crashes": "a rule crashes with all it knows",
    "preflight crashes": "preflight crashes with all it knows",
}


@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES)
def test_no_secret_leaves_with_an_audit(crash: str | None, tmp_path: Path) -> None:
    assert leaks_after(tmp_path, crash) == []
    said = (tmp_path / "report" / "said.txt").read_text(encoding="utf-8")
    assert ("Bearproof itself broke down" in said) == (crash == CRASHES["preflight crashes"])
    assert said.strip()


@pytest.mark.parametrize("crash", [None, "a rule crashes with all that a page keeps"], ids=["quiet", "crashing"])
def test_no_secret_leaves_with_what_a_browser_saw(crash: str | None, tmp_path: Path) -> None:
    assert leaks_with_a_browser(tmp_path, crash) == []
    verdicts = read_run(tmp_path / "report" / "run.json").verdicts.values()
    assert (Verdict.ERROR in verdicts) == (crash is not None)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt"])
def test_a_secret_beside_the_pixels_of_a_picture_is_found(kind: bytes, tmp_path: Path) -> None:
    said = b"https://localhost/?token=a-secret-of-ada"
    chunk = b"Source\0" + (said if kind == b"tEXt" else b"\0" + zlib.compress(said))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in ((b"IDAT", b"pixels"), (kind, chunk), (b"IEND", b"")))
    (tmp_path / "run.json").write_bytes(b'{"png": "%s"}' % base64.urlsafe_b64encode(png))

    assert list(leaks_in(tmp_path, ["a-secret-of-ada"])) == ["run.json"]
    assert list(leaks_in(tmp_path, ["a-secret-of-bob"])) == []


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
