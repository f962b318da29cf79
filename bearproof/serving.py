"""The bundled reference server in the foreground, with a readable greeting."""

import subprocess
import sys

from pydantic import BaseModel

from bearproof.tree import TREE
from fixtures.errors import ExitCode, RunError
from fixtures.rule import Profile


class _User(BaseModel):
    username: str
    password: str


class _Ready(BaseModel):
    """The line by which the server says that it accepts connections."""

    url: str
    ca_file: str
    profile: str
    users: tuple[_User, ...] = ()


def serve_until_stopped(*, profile: Profile, port: int, faults: tuple[str, ...]) -> int:
    """Serve until Ctrl-C. Raises ``RunError`` where the server cannot be started."""
    # Its input is ours: when this process ends, in whatever way, the server sees the end of it and leaves.
    command = [sys.executable, "-m", "reference_server", "--control", "--profile", profile, "--port", str(port)]
    for fault in faults:
        command += ["--fault", fault]
    with subprocess.Popen(  # noqa: S603  our own module, no shell
        command, cwd=TREE, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        # Ctrl-C is for us alone: the server is then asked to leave.
        start_new_session=True,
    ) as server:  # fmt: skip
        try:
            ready = server.stdout.readline() if server.stdout is not None else ""
            if not ready:
                raise RunError(
                    f"The reference server did not start (exit code {server.wait()}).",
                    next_step="What it printed above says why; another --port may be free.",
                    exit_code=ExitCode.INTERNAL,
                )
            _greet(_Ready.model_validate_json(ready))
            return server.wait()
        except KeyboardInterrupt:
            if server.stdin is not None:
                server.stdin.close()
            server.wait()
            return 0


def _greet(ready: _Ready) -> None:
    lines = [f"Reference server, profile {ready.profile}: {ready.url}", f"Certificate authority: {ready.ca_file}"]
    lines += [f"User {user.username}, password {user.password}" for user in ready.users]
    sys.stdout.write("\n".join([*lines, "Ctrl-C stops it.", ""]))
    sys.stdout.flush()
