"""The silent refresh: rotation, reuse, expiry, and many at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import jwt
import pytest

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import COOKIE, Server, bearer, cookie, log_in, refresh_token

DAY = 86_400
GRACE = 11


def test_a_refresh_gives_a_new_token_for_the_same_user(client: httpx.Client) -> None:
    first = log_in(client)

    document = client.post("/refresh_token").json()

    assert document["jwt_token"] != first
    assert document["jwt_token_expiry"] == jwt.decode(document["jwt_token"], options={"verify_signature": False})["exp"]
    assert client.get("/me", headers=bearer(document["jwt_token"])).json()["username"] == "ada"


def test_a_refresh_token_works_once(server: Server, client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    spent = refresh_token(client)
    assert client.post("/refresh_token").status_code == 200

    server.command(advance=GRACE)
    answer = new_client().post("/refresh_token", headers=cookie(spent))

    assert answer.status_code == 401
    assert answer.json() == {"error": "session_refused"}
    assert refresh_token(client) != spent


def test_reuse_ends_the_whole_family_and_no_other(server: Server, client: httpx.Client, new_client: NewClient) -> None:
    elsewhere = new_client()
    log_in(elsewhere)
    log_in(client)
    spent = refresh_token(client)
    client.post("/refresh_token")
    client.post("/refresh_token")

    server.command(advance=GRACE)
    new_client().post("/refresh_token", headers=cookie(spent))

    assert client.post("/refresh_token").status_code == 401
    assert elsewhere.post("/refresh_token").status_code == 200


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 4000, '"', "a;b"])
def test_an_unknown_token_is_refused_and_taken_away(client: httpx.Client, value: str) -> None:
    answer = client.post("/refresh_token", headers=cookie(value))

    assert answer.status_code == 401
    assert answer.headers["set-cookie"] == f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"


def test_a_refresh_without_a_cookie_is_refused(client: httpx.Client) -> None:
    assert client.post("/refresh_token").status_code == 401


def test_a_refresh_token_ends_after_thirty_days(server: Server, client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    token = refresh_token(client)

    server.command(advance=30 * DAY + 1)

    assert new_client().post("/refresh_token", headers=cookie(token)).status_code == 401


def test_rotation_does_not_extend_a_session_for_ever(server: Server, new_client: NewClient) -> None:
    client = new_client()
    log_in(client)
    token = refresh_token(client)
    max_ages = []
    for _ in range(4):
        server.command(advance=25 * DAY)
        answer = new_client().post("/refresh_token", headers=cookie(token))
        if answer.status_code == 200:
            token = answer.cookies[COOKIE]
            max_ages.append(int(answer.headers["set-cookie"].partition("Max-Age=")[2].partition(";")[0]))

    assert max_ages[:2] == [30 * DAY, 30 * DAY]
    assert len(max_ages) == 3
    assert 15 * DAY - 60 < max_ages[2] <= 15 * DAY


@pytest.mark.parametrize("medium", ["memory", "file"])
def test_many_refreshes_at_once_make_one_successor(medium: str, tmp_path: Path) -> None:
    database = "sqlite://" if medium == "memory" else f"sqlite:///{tmp_path / 'sessions.db'}"
    with Server("--database", database) as own, own.client() as client, own.client() as other:
        log_in(client)
        token = refresh_token(client)
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: other.post("/refresh_token", headers=cookie(token)), range(8)))

    assert {answer.status_code for answer in answers} == {200}
    successors = {answer.cookies[COOKIE] for answer in answers}
    assert len(successors) == 1
    assert token not in successors


def test_within_the_grace_a_spent_token_leads_to_the_newest_one(client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    spent = refresh_token(client)
    client.post("/refresh_token")
    client.post("/refresh_token")

    answer = new_client().post("/refresh_token", headers=cookie(spent))

    assert answer.status_code == 200
    assert answer.cookies[COOKIE] == refresh_token(client)
    assert client.post("/refresh_token").status_code == 200


def test_no_grace_leads_through_more_tokens_than_an_honest_page_spends(
    client: httpx.Client, new_client: NewClient
) -> None:
    log_in(client)
    spent = refresh_token(client)
    for _ in range(5):
        assert client.post("/refresh_token").status_code == 200

    assert new_client().post("/refresh_token", headers=cookie(spent)).status_code == 401
    assert client.post("/refresh_token").status_code == 401


def test_the_grace_ends_with_the_session(client: httpx.Client, new_client: NewClient) -> None:
    log_in(client)
    spent = refresh_token(client)
    client.post("/refresh_token")
    client.post("/logout")

    assert new_client().post("/refresh_token", headers=cookie(spent)).status_code == 401


def test_what_makes_a_successor_is_forgotten_after_the_grace(tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with Server("--database", f"sqlite:///{file}") as own, own.client() as client:
        log_in(client)
        client.post("/refresh_token")
        own.command(advance=GRACE)
        client.post("/refresh_token")
        with closing(sqlite3.connect(file)) as store:
            rows = store.execute("SELECT retired_at, successor_seed FROM refresh_tokens ORDER BY retired_at").fetchall()

    unspent, first, second = rows
    assert unspent == (None, None)
    assert first[1] is None
    assert second[1] is not None


def test_sessions_survive_a_restart_with_a_database_in_a_file(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'sessions.db'}"
    with Server("--database", database) as first, first.client() as client:
        subject = client.get("/me", headers=bearer(log_in(client))).json()["id"]
        token = refresh_token(client)

    with Server("--database", database) as second, second.client() as client:
        refreshed = client.post("/refresh_token", headers=cookie(token)).json()["jwt_token"]
        assert client.get("/me", headers=bearer(refreshed)).json()["id"] == subject


def test_the_store_holds_no_token_and_no_password(tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with Server("--database", f"sqlite:///{file}") as own, own.client() as client:
        access = log_in(client)
        secrets = [access, refresh_token(client), "correct horse battery"]
        stored = b"".join(part.read_bytes() for part in tmp_path.iterdir())

    assert b"ada" in stored
    assert [secret for secret in secrets if secret.encode() in stored] == []
