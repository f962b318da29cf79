"""Many passwords in one request: what is found, and that the account may be locked by it."""

import json

import pytest

from fixtures.graphql.batches import one_request_must_not_try_many_passwords
from fixtures.graphql.endpoint import GraphQl
from fixtures.target.graphql import GraphQlSection
from fixtures.verdict import Verdict
from tests.core.application import running
from tests.core.building import PASSWORDS, audit_of, target
from tests.core.judging import outcome
from tests.core.loopback import Answer, Visit, document

USER, PASSWORD = "disposable", "the-password-of-nobody-else"
SECTION = GraphQlSection(
    url="/graphql",
    query="query { me { name } }",
    user="/data/me/name",
    login="mutation L($username: String!, $password: String!) { login(u: $username, p: $password) { token } }",
    token="/data/login/token",
)


def graphql(*, is_patient: bool) -> Answer:
    """Log in whoever sends the password; one that is not patient answers no request with several."""

    def answer(visit: Visit) -> None:
        asked = json.loads(visit.request.body)
        passwords = [
            one["variables"][name]
            for one in (asked if isinstance(asked, list) else [asked])
            for name in one.get("variables") or {}
            if name.startswith("password")
        ]
        if len(passwords) > 1 and not is_patient:
            document({"errors": [{"message": "one login at a time"}]}, 400)(visit)
            return
        outcomes = [{"login": {"token": "t"}} if word == PASSWORD else {"login": None} for word in passwords]
        if isinstance(asked, list):
            document([{"data": one} for one in outcomes])(visit)
        elif len(outcomes) == 1:
            document({"data": outcomes[0]})(visit)
        else:
            document({"data": {f"attempt{index}": one["login"] for index, one in enumerate(outcomes)}})(visit)

    return answer


@pytest.mark.parametrize(("is_patient", "verdict"), [(True, Verdict.FAILED), (False, Verdict.PASSED)])
def test_a_login_after_many_passwords_in_one_request_is_a_control_again(
    *, is_patient: bool, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PASSWORDS, USER, PASSWORD)
    with running() as application:
        assert application.server is not None
        application.instead["/graphql"] = graphql(is_patient=is_patient)
        users = {name: {"username": name, "password": word} for name, word in PASSWORDS.items()}
        with audit_of(target(application.server.url, users=users)) as audit:
            audit.sessions.login(USER)
            assert audit.sessions.is_known_to_log_in(USER)

            found = outcome(lambda: one_request_must_not_try_many_passwords(GraphQl(audit, SECTION)))

            assert found.verdict is verdict
            assert not audit.sessions.is_known_to_log_in(USER)
