"""The examples of less usual deployments load, and their adapter logs in and signs."""

import json
import shutil
from pathlib import Path

import pytest
import trustme

from deployments.examples.one_time_code import one_time_code
from deployments.truths import HERE
from fixtures.target.loader import load_target
from tests.core.building import audit_of
from tests.core.loopback import Visit, document, respond, serving

EXAMPLES = HERE / "examples"
FILES = sorted(EXAMPLES.glob("*.toml"))
ENVIRON = {
    name: f"canary-{name.lower()}" for name in ("ADA_PASSWORD", "BOB_PASSWORD", "STAGING_KEY", "STAGING_PASSWORD")
}
OTP_KEY = b"12345678901234567890"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The examples, with the certificates that one of them names."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    authority = trustme.CA()
    auditor = authority.issue_cert("auditor@notes.example")
    authority.cert_pem.write_to_path(str(tmp_path / "examples" / "staging-ca.pem"))
    auditor.cert_chain_pems[0].write_to_path(str(tmp_path / "examples" / "auditor.pem"))
    auditor.private_key_pem.write_to_path(str(tmp_path / "examples" / "auditor-key.pem"))
    return tmp_path / "examples"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_loads_and_is_in_the_table(file: Path, folder: Path) -> None:
    loaded = load_target(folder / file.name, ENVIRON)
    assert loaded.target.users.bob is not None
    assert f"[{file.name}]({file.name})" in (EXAMPLES / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("now", "code"), [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")])
def test_the_code_is_that_of_rfc_6238(now: int, code: str) -> None:
    assert one_time_code(OTP_KEY, now) == code


def test_the_adapter_logs_in_and_signs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_OTP_KEY", OTP_KEY.hex())
    monkeypatch.setenv("NOTES_GATEWAY_KEY", "canary-gateway")
    unsigned: list[str] = []

    def answer(visit: Visit) -> None:
        request = visit.request
        if request.header("X-Signature") is None:
            unsigned.append(request.path)
        given = json.loads(request.body or b"{}")
        match request.path:
            case "/login" if given.get("password") == ENVIRON.get(f"{given.get('user', '').upper()}_PASSWORD"):
                document({"ticket": given["user"]})(visit)
            case "/login/code" if len(given.get("code", "")) == 6:
                token = f"token-0123456789-{given['ticket']}"
                document({"access_token": token, "refresh_token": f"again-{token}"})(visit)
            case "/me" if "token-" in (request.header("Authorization") or ""):
                document({"name": (request.header("Authorization") or "").rpartition("-")[2]})(visit)
            case _:
                respond(401)(visit)

    with serving(answer) as server:
        file = folder / "one-time-code.toml"
        file.write_text(file.read_text("utf-8").replace("https://notes.example", server.url), "utf-8")
        with audit_of(load_target(file, ENVIRON).target) as audit:
            assert set(audit.preflight.proven.oracle.identities) == {"ada", "bob"}
    assert unsigned == []
