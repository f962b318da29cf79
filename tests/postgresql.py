"""A real PostgreSQL server of the tests' own, on a socket and a port of this machine that nobody else uses."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "canary-password-of-the-database"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs: on the path, or where Debian puts them. None where there are none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server with its data in ``folder`` and provide the URL of its database."""
    where = programs()
    if where is None:
        raise FileNotFoundError("initdb")
    # PostgreSQL refuses to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    data.mkdir(mode=0o700)
    if user:
        for path in (folder, data, secret):
            shutil.chown(path, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -p {port}"
    made: list[str | Path] = [
        where / "initdb",
        "-D",
        data,
        "-U",
        "bear",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "--no-sync",
    ]
    control: list[str | Path] = [*user, where / "pg_ctl", "-D", data, "-w", "-t", "60"]
    subprocess.run([*user, *made], check=True, capture_output=True, cwd=folder)
    subprocess.run([*control, "-l", data / "log", "-o", options, "start"], check=True, capture_output=True, cwd=folder)
    try:
        yield f"postgresql://bear:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
