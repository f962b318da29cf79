"""What tells a wrong password from an unknown user, and what differs in every answer anyway."""

import json

import pytest

from fixtures.trials.login.logins import judged_kinds
from fixtures.verdict import Verdict
from fixtures.wire import Reply
from tests.core.building import reply

NAMES = ("ada@example.com", "nobody@example.com")


def _answers(*bodies: object, **headers: str) -> list[Reply]:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return [reply(status=401, body=json.dumps(body).encode(), headers=fields) for body in bodies]


ALIKE = {
    "the same text": (_answers(*["no"] * 3), _answers(*["no"] * 3)),
    "the name that was tried": (_answers(*[f"no {NAMES[0]}"] * 3), _answers(*[f"no {NAMES[1]}"] * 3)),
    "an id of each request": (
        _answers({"id": 11}, {"id": 12}, {"id": 15}),
        _answers({"id": 13}, {"id": 14}, {"id": 16}),
    ),
    "attempts that are counted": (_answers({"left": 4}, {"left": 3}, {"left": 4}), _answers(*[{"left": 4}] * 3)),
    "how large the answer is": (_answers(*["no"] * 3, content_length="90"), _answers(*["no"] * 3, content_length="93")),
}
APART = {
    "a reason": (_answers(*["wrong password"] * 3), _answers(*["no such user"] * 3)),
    "a number for the reason": (_answers(*[{"code": 1002}] * 3), _answers(*[{"code": 1001}] * 3)),
    "a reason in a header": (_answers(*["no"] * 3, x_reason="password"), _answers(*["no"] * 3, x_reason="user")),
    "a header of one kind": (_answers(*["no"] * 3, x_account="1"), _answers(*["no"] * 3)),
}


@pytest.mark.parametrize("what", ALIKE)
def test_what_differs_anyway_tells_nothing(what: str) -> None:
    known, strangers = ALIKE[what]
    assert judged_kinds(known, strangers, names=NAMES).verdict is Verdict.PASSED


@pytest.mark.parametrize("what", APART)
def test_what_is_always_so_for_one_kind_tells_it(what: str) -> None:
    known, strangers = APART[what]
    assert judged_kinds(known, strangers, names=NAMES).verdict is Verdict.FAILED
