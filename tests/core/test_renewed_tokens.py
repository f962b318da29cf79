"""A refresh gives a new token also where tokens have no jti, and states its expiry in a place of its own."""

import base64
import json
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest

from fixtures import docket
from fixtures.journey import record
from fixtures.trials.refresh.rotation import must_return_a_new_access_token
from fixtures.verdict import Judgement, Verdict, VerdictReached
from tests.core.building import PASSWORDS, audit_of, target
from tests.core.loopback import Visit, document, respond, serving

LIFE = 900


def token(user: str, moment: int) -> str:
    """An unsigned JWT that says when it was issued, and has no jti."""
    parts = ({"alg": "HS256"}, {"sub": user, "iat": moment, "exp": moment + LIFE})
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + ".c2ln"
    )


def application(issued: Callable[[int], int]) -> Callable[[Visit], None]:
    """A server whose tokens say that they are of the moment ``issued``, which is told when the server started."""
    started = int(time.time())

    def answer(visit: Visit) -> None:
        now = int(time.time())
        date = ("Date", formatdate(now, usegmt=True))
        path = visit.request.path
        if path == "/login":
            sent = json.loads(visit.request.body)
            user = sent["username"] if PASSWORDS.get(sent["username"]) == sent["password"] else ""
            cookie = ("Set-Cookie", f"refresh={user}; Path=/; HttpOnly")
            (document({"token": token(user, issued(started))}, 200, date, cookie) if user else respond(401))(visit)
        elif path == "/refresh":
            user = visit.request.cookies.get("refresh", "")
            moment = issued(started)
            (document({"token": token(user, moment), "until": moment + LIFE}, 200, date) if user else respond(401))(
                visit
            )
        else:
            claims = (visit.request.header("Authorization") or "").split(".")[1:2]
            found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims[0] + "==")) if claims else {}
            (document({"name": found["sub"]}, 200, date) if found else respond(401))(visit)

    return answer


def filed(issued: Callable[[int], int]) -> list[Judgement]:
    """Let the rule judge a server, and return what it filed."""
    with serving(application(issued)) as server:
        described = target(server.url, logout=None, refresh={"url": "/refresh", "expiry": {"body": "/until"}})
        with audit_of(described) as audit, docket.opened(docket.Docket()) as opened:
            must_return_a_new_access_token(record(audit))
            return opened.judgements


def test_the_same_text_is_a_new_token_within_one_second() -> None:
    judgements = filed(lambda _started: int(time.time()))
    assert {judgement.verdict for judgement in judgements} == {Verdict.PASSED}
    assert any("states an expiry" in judgement.sentence for judgement in judgements)


def test_the_same_text_in_another_second_is_no_new_token() -> None:
    with pytest.raises(VerdictReached, match="returned the same access token") as caught:
        filed(lambda started: started)
    assert caught.value.judgement.verdict is Verdict.FAILED
