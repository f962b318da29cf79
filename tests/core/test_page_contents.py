"""A value is found in a page however the page spells it, and what looks like a token is tried."""

from base64 import b64encode

import pytest

from fixtures.docket import Docket
from fixtures.trials.ssr.page_contents import place_of, presented_tokens
from tests.core.building import reply
from tests.core.rendered_application import rendered

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("value", "text", "place"),
    [
        ("s3cret/value=", "<p>s3cret/value=</p>", "in <p>, character 3"),
        ("s3cret/value=", '<script>{"a":"s3cret\\/value\\u003d"}</script>', "in <script>, character 14"),
        ("s3cret/value=", '<a href="?t=s3cret%2Fvalue%3D">', "in <a>, character 12"),
        ("s3cret/value=", "s3cret&#x2f;value&#61;", "at character 0"),
        ("a&b", "<b>a&amp;b", "in <b>, character 3"),
        ("a-b", r"\x61\x2db", "at character 0"),
        (JWT, f'<main data-state="{b64encode(JWT.encode()).decode()}">', "in base64"),
        (JWT, f"<b>{b64encode(b'{' + JWT.encode()).decode().rstrip('=')}", "in base64"),
        ("s3cret", "<p>secret</p>", None),
        ("s3cret", "", None),
    ],
)
def test_a_value_is_found_in_every_spelling(value: str, text: str, place: str | None) -> None:
    assert place_of(value, text) == place


def test_a_hostile_page_is_searched_in_no_time() -> None:
    for text in (
        "eyJ" * 300_000,
        "<" * 900_000,
        '"token' * 150_000,
        "\\u00" * 200_000,
        "&#" * 400_000,
        "%" * 900_000,
        "QUJD" * 250_000,
    ):
        assert place_of("s3cret", text) is None


@pytest.mark.parametrize(
    ("page", "owners"),
    [
        ("<p>nothing</p>", []),
        (f"<script>const a = '{JWT}'</script>", [None]),
        ('{"accessToken":"TOKEN"}', ["ada"]),
        ("window.jwt_token = 'x'; {'jwt_token': 'TOKEN'}", ["ada"]),
        ('{"accessToken":"TOKEN","accessToken":"TOKEN"}', ["ada"]),
        ('{"color":"TOKEN"}', []),
        (" ".join(f'"token{number}":"value-of-token-{number:04}"' for number in range(50)), [None] * 8),
    ],
)
def test_what_looks_like_a_token_is_tried(docket: Docket, page: str, owners: list[str | None]) -> None:
    with rendered() as (_application, audit, _journey):
        token = audit.sessions.standing("ada").access_token
        answer = reply(200, page.replace("TOKEN", token).encode())

        assert [found.owner for found in presented_tokens(audit.sessions.proven, answer)] == owners
        assert len(docket.exchanges) == len(owners)
