"""Accepted or refused is decided by whose identity comes back, and unusable answers decide nothing."""

import json

import pytest

from fixtures.oracle import Oracle, Standing, issued_nothing, says_no, trouble_of
from fixtures.places import json_of, value_at
from fixtures.target.model import Identity, Place
from tests.core.building import reply

PEOPLE = {"ada": "ada@app.example", "bob": "17"}
IDENTITY = Identity(url="/me", user=Place(body="/user/name"))


def oracle(status: int = 401, value: str | None = None) -> Oracle:
    return Oracle(IDENTITY, PEOPLE, status, value)


def named(name: object) -> bytes:
    return json.dumps({"user": {"name": name}}).encode()


STRICT, LENIENT, GUEST = oracle(), oracle(200), oracle(200, "guest")


@pytest.mark.parametrize(
    ("judge", "status", "body", "standing", "who"),
    [
        (STRICT, 200, named("ada@app.example"), Standing.ACCEPTED, "ada"),
        (STRICT, 201, named(17), Standing.ACCEPTED, "bob"),
        (STRICT, 200, named("eve"), Standing.ACCEPTED, "someone else"),
        (STRICT, 401, b"", Standing.REFUSED, None),
        (STRICT, 403, named("ada@app.example"), Standing.REFUSED, None),
        (STRICT, 404, b"<html>", Standing.REFUSED, None),
        (STRICT, 302, b"", Standing.REFUSED, None),
        (STRICT, 200, b"", Standing.UNCLEAR, None),
        (STRICT, 200, b"<html>ada@app.example</html>", Standing.UNCLEAR, None),
        (STRICT, 204, b"", Standing.UNCLEAR, None),
        (STRICT, 200, named(None), Standing.UNCLEAR, None),
        (STRICT, 200, b'{"user": {"name": true}}', Standing.UNCLEAR, None),
        (STRICT, 200, named({"name": "ada"}), Standing.UNCLEAR, None),
        (STRICT, 200, b'{"errors": [{"message": "not authorised"}], "data": null}', Standing.REFUSED, None),
        (STRICT, 200, b'{"errors": []}', Standing.UNCLEAR, None),
        (STRICT, 500, named("ada@app.example"), Standing.UNCLEAR, None),
        (STRICT, 503, b"", Standing.UNCLEAR, None),
        (STRICT, 429, b"", Standing.UNCLEAR, None),
        (STRICT, None, b"", Standing.UNCLEAR, None),
        (LENIENT, 200, named(None), Standing.REFUSED, None),
        (LENIENT, 200, b"{}", Standing.REFUSED, None),
        (LENIENT, 200, named("ada@app.example"), Standing.ACCEPTED, "ada"),
        (GUEST, 200, named("guest"), Standing.REFUSED, None),
        (GUEST, 200, named("ada@app.example"), Standing.ACCEPTED, "ada"),
        (GUEST, 200, named(None), Standing.UNCLEAR, None),
    ],
)
def test_an_answer_of_the_identity_endpoint(
    judge: Oracle, status: int | None, body: bytes, standing: Standing, who: str | None
) -> None:
    ruling = judge.ruling(reply(status, body, problem="no answer within 10 s"))

    assert (ruling.standing, ruling.who) == (standing, who)
    assert ruling.detail.startswith(("answered ", "not answered ("))


def test_a_ruling_says_what_was_answered_and_as_whom() -> None:
    assert STRICT.ruling(reply(200, named(17))).detail == "answered 200 as bob"
    assert STRICT.ruling(reply(401)).detail == "answered 401"
    assert LENIENT.ruling(reply(200)).detail == "answered 200 as to an anonymous visitor"
    assert STRICT.ruling(reply(None, problem="it hung up")).detail == "not answered (it hung up)"


@pytest.mark.parametrize(
    ("status", "is_trouble"), [(None, True), (429, True), (500, True), (599, True), (200, False), (401, False)]
)
def test_no_answer_throttling_and_server_errors_say_nothing(
    status: int | None,
    is_trouble: bool,  # noqa: FBT001  a column of the table
) -> None:
    assert (trouble_of(reply(status)) is not None) is is_trouble


@pytest.mark.parametrize(
    ("status", "standing"), [(200, Standing.REFUSED), (401, Standing.REFUSED), (500, Standing.UNCLEAR)]
)
def test_an_answer_without_a_token_gave_nothing_away_unless_it_is_no_answer(status: int, standing: Standing) -> None:
    assert issued_nothing(reply(status)).standing is standing


@pytest.mark.parametrize(
    ("status", "body", "is_no"),
    [
        (400, b"", True), (401, b"", True), (499, b"", True), (200, b"", False), (302, b"", False), (500, b"", False),
        (None, b"", False), (200, b'{"errors": ["no"]}', True), (200, b'["errors"]', False),
    ],
)  # fmt: skip
def test_a_refusal_in_so_many_words(status: int | None, body: bytes, is_no: bool) -> None:  # noqa: FBT001  a column
    assert says_no(reply(status, body)) is is_no


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (Place(body="/a"), "text"),
        (Place(body="/n"), "17"),
        (Place(body="/f"), "1.5"),
        (Place(body="/deep/1/b"), "found"),
        (Place(body="/deep/7/b"), None),
        (Place(body="/deep/x"), None),
        (Place(body="/a/b/c"), None),
        (Place(body="/n/x"), None),
        (Place(body="/missing"), None),
        (Place(body="/null"), None),
        (Place(body="/yes"), None),
        (Place(body="/empty"), None),
        (Place(body="/deep"), None),
        (Place(body="/half"), None),
        (Place(body="/slash~1ed"), "yes"),
        (Place(body=""), None),
        (Place(header="X-Token"), "from a header"),
        (Place(header="x-token"), "from a header"),
        (Place(header="X-None"), None),
        (Place(cookie="refresh"), "newest"),
        (Place(cookie="gone"), None),
        (Place(cookie="hollow"), None),
        (Place(cookie="other"), None),
    ],
)
def test_a_value_is_found_at_its_place_or_not_at_all(place: Place, value: str | None) -> None:
    body = {
        "a": "text", "n": 17, "f": 1.5, "deep": [{}, {"b": "found"}], "null": None, "yes": True, "empty": "",
        "slash/ed": "yes", "half": "token-\ud800",
    }  # fmt: skip
    answer = reply(
        200, json.dumps(body).encode(), headers={"X-Token": "from a header"},
        cookies=("refresh=oldest", "refresh=newest", "refresh=x; Max-Age=0", "gone=; Max-Age=0", "hollow="),
    )  # fmt: skip

    assert value_at(place, answer) == value


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": ' * 50_000, b"9" * 5000, b"nul", b"\x00", b"{'a': 1}"],
)
def test_a_body_that_is_no_json_is_no_value(body: bytes) -> None:
    assert json_of(reply(200, body)) is None
    assert value_at(Place(body="/a"), reply(200, body)) is None
    assert STRICT.ruling(reply(200, body)).standing is Standing.UNCLEAR
