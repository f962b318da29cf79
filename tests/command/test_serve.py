"""The reference server in the foreground."""

import os
import re
import signal
import ssl
from pathlib import Path

import httpx

from tests.command.running import started


def test_serve_greets_answers_and_stops_at_ctrl_c(tmp_path: Path) -> None:
    with started("serve", cwd=tmp_path) as process:
        try:
            assert process.stdout is not None
            greeting = [process.stdout.readline() for _ in range(5)]
            url = re.search(r"https://localhost:\d+", greeting[0])
            authority = greeting[1].partition(": ")[2].strip()
            assert url is not None
            assert [line.split()[1].rstrip(",") for line in greeting[2:4]] == ["ada", "bob"]
            trust = ssl.create_default_context(cafile=authority)
            assert httpx.get(f"{url.group()}/healthz", verify=trust, trust_env=False).status_code == 200
            os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in err
