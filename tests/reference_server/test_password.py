"""A new password, wrong passwords, and what the operator can do."""

from pathlib import Path

import httpx
import pytest

from tests.reference_server.conftest import NewClient
from tests.reference_server.running import ADA, BOB, Server, bearer, log_in

NEW = "battery horse correct"


def change(client: httpx.Client, token: str, *, current: str = BOB.password, new: str = NEW) -> httpx.Response:
    document = {"current_password": current, "new_password": new}
    return client.put("/me/password", json=document, headers=bearer(token))


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client: httpx.Client, new_client: NewClient) -> None:
    elsewhere = new_client()
    other, token = log_in(elsewhere, BOB), log_in(client, BOB)

    assert change(client, token).status_code == 204

    assert elsewhere.post("/refresh_token").status_code == 401
    assert elsewhere.get("/me", headers=bearer(other)).status_code == 401
    assert client.post("/refresh_token").status_code == 200
    old = new_client().post("/login", json={"username": BOB.username, "password": BOB.password})
    assert old.status_code == 401
    assert change(client, token, current=NEW, new=BOB.password).status_code == 204


@pytest.mark.parametrize(
    ("current", "new", "status"), [("wrong", NEW, 403), (BOB.password, "short", 400), ("", NEW, 403)]
)
def test_a_bad_change_changes_nothing(client: httpx.Client, current: str, new: str, status: int) -> None:
    token = log_in(client, BOB)

    assert change(client, token, current=current, new=new).status_code == status

    assert log_in(client, BOB)


def test_a_name_waits_after_wrong_passwords_and_no_longer_than_its_pause() -> None:
    # A server of its own: every other test that fails to log in counts as well.
    with Server() as server, server.client() as client, server.client() as other:
        for name in (ADA.username, "no-such-name"):
            wrong = {"username": name, "password": "wrong"}
            answers = [client.post("/login", json=wrong) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429]
            assert 0 < int(answers[-1].headers["retry-after"]) <= 61

        right = {"username": ADA.username, "password": ADA.password}
        assert client.post("/login", json=right).status_code == 429
        assert log_in(other, BOB)
        server.command(advance=62)
        assert client.post("/login", json=right).status_code == 200


def test_without_a_key_there_is_no_operator(client: httpx.Client) -> None:
    assert client.post("/operator/disable", json={"username": "ada"}).status_code == 404


def test_a_disabled_account_is_out_at_once_until_it_is_enabled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFERENCE_OPERATOR_KEY", "the-key-of-the-operator")
    key, named = {"X-Operator-Key": "the-key-of-the-operator"}, {"username": ADA.username}
    with Server("--state-dir", str(tmp_path)) as own, own.client() as client, own.client() as fresh:
        token = log_in(client)
        assert fresh.post("/operator/disable", json=named, headers={"X-Operator-Key": "x"}).status_code == 403
        assert fresh.post("/operator/disable", json={"username": "nobody"}, headers=key).status_code == 404
        assert fresh.post("/operator/disable", json=named, headers=key).status_code == 204
        assert client.get("/me", headers=bearer(token)).status_code == 401
        assert client.post("/refresh_token").status_code == 401
        right = {"username": ADA.username, "password": ADA.password}
        assert fresh.post("/login", json=right).status_code == 401
        assert fresh.post("/operator/enable", json=named, headers=key).status_code == 204
        assert fresh.post("/login", json=right).status_code == 200
