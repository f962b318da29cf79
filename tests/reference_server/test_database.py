"""The store on databases that outlive the process: SQLite in a file, and a real PostgreSQL."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from threading import Barrier

import httpx
import pytest

from tests import postgresql
from tests.reference_server.running import BOB, Server, bearer, cookie, log_in, refresh_token

_AT_ONCE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sessions.db'}"
        return
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="bearproof-store-"))
    with postgresql.server(folder) as url:
        yield url
    rmtree(folder)


def test_sessions_rotate_and_end_in_any_database_and_outlive_the_process(database: str) -> None:
    with Server("--database", database) as server, server.client() as ada, server.client() as bob:
        log_in(ada)
        log_in(bob, BOB)
        spent = refresh_token(ada)
        assert ada.post("/refresh_token").json()["jwt_token"]
        server.command(advance=3600)
        assert ada.post("/refresh_token", headers=cookie(spent)).status_code == 401
        assert ada.post("/refresh_token").status_code == 401, "its return has ended the family"
        renewed = bob.post("/refresh_token")
        assert bob.get("/me", headers=bearer(renewed.json()["jwt_token"])).json()["username"] == BOB.username
        living = refresh_token(bob)

    with Server("--database", database) as server, server.client() as bob:
        assert bob.post("/refresh_token", headers=cookie(living)).status_code == 200
        assert bob.post("/refresh_token", headers=cookie(spent)).status_code == 401


def test_refreshes_at_once_leave_one_session_in_any_database(database: str) -> None:
    with Server("--database", database) as server, ExitStack() as stack:
        clients = [stack.enter_context(server.client()) for _ in range(_AT_ONCE)]
        log_in(clients[0])
        token, start = refresh_token(clients[0]), Barrier(_AT_ONCE)

        def renew(client: httpx.Client) -> tuple[int, str]:
            start.wait(10)
            client.cookies.clear()
            answer = client.post("/refresh_token", headers=cookie(token))
            return answer.status_code, answer.cookies.get("__Host-refresh_token") or ""

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(renew, clients))
        newest = {value for status, value in answers if status == 200 and value}
        server.command(advance=3600)
        live = [
            value for value in newest if clients[0].post("/refresh_token", headers=cookie(value)).status_code == 200
        ]

    assert all(status == 200 for status, _ in answers), answers
    assert len(newest) == len(live) == 1, "each of them is led to the one successor, which lives"
