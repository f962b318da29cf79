"""Products are started by their scripts, and stopped whatever happens."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from deployments.process import ProductNotStartedError, cache_folder, started
from deployments.run import outcome_of, show
from deployments.truths import HERE, Product, Truths

SCRIPTS = {
    "start.sh": '#!/bin/sh\necho "$VARIANT $PORT" >"$1/started"\n',
    "stop.sh": '#!/bin/sh\necho stop >>"$1/stopped"\n',
}


def made(folder: Path, **changed: str) -> Product:
    for name, text in {**SCRIPTS, **{f"{key}.sh": value for key, value in changed.items()}}.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    entry = {"rules": ["a/b"], "verdict": "passed", "facts": ["seen"], "reason": "so"}
    truths = Truths.model_validate({"profile": "guide-2019", "variants": ["one"], "truth": [entry]})
    return Product(name="made", folder=folder, truths=truths)


def test_started_with_a_port_and_fresh_passwords_and_stopped(tmp_path: Path) -> None:
    product = made(tmp_path / "product")
    with started(product, "one", tmp_path / "cache") as first:
        assert (tmp_path / "cache/made/started").read_text() == f"one {first['PORT']}\n"
        before = (tmp_path / "cache/made/stopped").read_text()
    assert (tmp_path / "cache/made/stopped").read_text() == f"{before}stop\n"
    with started(product, "one", tmp_path / "cache") as second:
        assert first["ALICE_PASSWORD"] != second["ALICE_PASSWORD"] != second["ADMIN_PASSWORD"]


def test_stopped_when_the_audit_breaks(tmp_path: Path) -> None:
    product = made(tmp_path / "product")
    with pytest.raises(KeyboardInterrupt), started(product, "one", tmp_path / "cache"):
        raise KeyboardInterrupt
    assert (tmp_path / "cache/made/stopped").read_text() == "stop\nstop\n"  # before the start, and after it


def test_a_product_that_does_not_start_is_stopped_and_says_why(tmp_path: Path) -> None:
    product = made(tmp_path / "product", start="#!/bin/sh\necho no room >&2\nexit 3\n")
    with pytest.raises(ProductNotStartedError, match=r"ended with 3:\nno room"), started(product, "one", tmp_path):
        pytest.fail("it did not start")
    assert (tmp_path / "made/stopped").read_text() == "stop\nstop\n"


def test_a_product_that_does_not_start_does_not_agree(tmp_path: Path) -> None:
    product = made(tmp_path / "product", start="#!/bin/sh\necho '[no] room'\nexit 3\n")
    outcome = outcome_of(product, ("one",), tmp_path)
    assert not outcome.agrees
    text = io.StringIO()
    show(outcome, Console(file=text, width=200))
    assert "✗ made, one: " in text.getvalue()
    assert "[no] room" in text.getvalue()


def test_the_cache_folder_can_be_named(tmp_path: Path) -> None:
    assert cache_folder({"BEARPROOF_DEPLOYMENTS": str(tmp_path)}) == tmp_path
    assert cache_folder({}) == Path.home() / ".cache/bearproof/deployments"


@pytest.mark.parametrize("name", ["drf_simplejwt", "flask_jwt_extended"])
def test_stop_ends_no_process_of_somebody_else(tmp_path: Path, name: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as stranger:
        (tmp_path / "pid").write_text(f"{stranger.pid}\n", "utf-8")
        subprocess.run([HERE / name / "stop.sh", tmp_path], check=True, capture_output=True)
        assert stranger.poll() is None
        assert not (tmp_path / "pid").exists()
        os.kill(stranger.pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ["drf_simplejwt", "flask_jwt_extended"])
def test_start_asks_for_its_port(tmp_path: Path, name: str) -> None:
    environ = {key: value for key, value in os.environ.items() if key != "PORT"}
    script = HERE / name / "start.sh"
    done = subprocess.run([script, tmp_path], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "set PORT" in done.stderr
    assert list(tmp_path.iterdir()) == []
