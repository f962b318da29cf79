"""An API that looks at nothing that is no JSON, hints at nothing, and repeats what is no secret."""

import tomllib
from pathlib import Path

import pytest

from tests.command.running import bearproof
from tests.core.loopback import Answer, Request, document
from tests.discovery.notes import PASSWORDS, USERS, Bearer, json_in, served
from tests.discovery.test_init import begun

_BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"wieder": {"type": "string"}}}}}}
_DESCRIPTION = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {"/api/sessions/renew": {"post": {"operationId": "renew", "requestBody": _BODY, "responses": {}}}},
}


class Strict(Bearer):
    """Every address answers 415 to what is no JSON, so that none seems to be there; the tokens are deep in the body."""

    is_described = True

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.method == "POST" and request.header("Content-Type") != "application/json":
            return document({"problem": "json_required"}, 415)
        given = json_in(request)
        match request.method, request.path:
            case "GET", "/openapi.json" if self.is_described:
                return document(_DESCRIPTION)
            case "POST", "/api/sessions/renew":
                user = self.sessions.pop(str(given.get("wieder")), None)
                return self._issue(user) if user is not None else document({"problem": "refused"}, 401)
            case "POST", "/api/logout":
                ended = self.sessions.pop(str(given.get("wieder")), None)
                return document({}, 200 if ended else 401)
        return super().answer(request)

    def _issue(self, user: str) -> Answer:
        session = {"bearer": {"value": self.access_token(user)}, "wieder": {"value": self.session_for(user)}}
        return document({"session": session, "person": {"mail": f"{user}@notes.example.com"}})


@pytest.mark.parametrize("is_described", [True, False])
def test_a_refresh_is_found_by_its_document_or_by_the_names_around_the_token(
    tmp_path: Path, *, is_described: bool
) -> None:
    application = Strict()
    application.is_described = is_described
    with served(application) as server:
        ended = begun(tmp_path, server.url)

    assert ended.exit_code == 0, ended.said
    found = tomllib.loads((tmp_path / "bearproof.toml").read_text(encoding="utf-8"))
    assert found["login"]["refresh_token"] == {"body": "/session/wieder/value"}
    assert found["refresh"] == {"url": "/api/sessions/renew", "json": {"wieder": "{refresh_token}"}}
    assert found["logout"]["url"] == "/api/logout"


def test_an_answer_that_repeats_the_name_of_the_user_is_no_secret(tmp_path: Path) -> None:
    class Repeating(Strict):
        def answer(self, request: Request) -> Answer:
            given = json_in(request)
            name = str(given.get("identifier", "")).removesuffix("@notes.example.com")
            is_right = name in USERS and USERS[name] == given.get("passphrase")
            return self._issue(name) if is_right and request.path == "/api/sessions" else super().answer(request)

    with served(Repeating()) as server:
        accounts = ("--ada", "ada@notes.example.com", "--bob", "bob@notes.example.com")
        passwords = ("--ada-password-env", "ADA_PASSWORD", "--bob-password-env", "BOB_PASSWORD")
        ended = bearproof("init", server.url, *accounts, *passwords, cwd=tmp_path, env=PASSWORDS)

    assert ended.exit_code == 0, ended.said
