"""What stands in the place of the password, in a JSON body and in a form."""

from typing import Any

from fixtures.target.endpoints import Login
from fixtures.trials.login.odd_passwords import odd_bodies


def login(**fields: Any) -> Login:
    return Login.model_validate({"url": "/login", "access_token": {"body": "/token"}, **fields})


def test_a_json_body_is_sent_with_something_else_than_a_text() -> None:
    honest = login(json={"variables": {"name": "{username}", "word": "{password}"}, "device": "laptop"})

    bodies = {what: changed.json_body for what, changed in odd_bodies(honest)}

    assert bodies == {
        "null": {"variables": {"name": "{username}", "word": None}, "device": "laptop"},
        "an empty list": {"variables": {"name": "{username}", "word": []}, "device": "laptop"},
        "an object like a query": {"variables": {"name": "{username}", "word": {"$ne": ""}}, "device": "laptop"},
        "an object like a query, as is the name": {
            "variables": {"name": {"$ne": ""}, "word": {"$ne": ""}},
            "device": "laptop",
        },
        "left out": {"variables": {"name": "{username}"}, "device": "laptop"},
    }
    assert honest.json_body == {"variables": {"name": "{username}", "word": "{password}"}, "device": "laptop"}


def test_a_form_is_sent_with_a_name_in_brackets_and_without_the_field() -> None:
    honest = login(form={"user": "{username}", "pass": "{password}"})

    assert {what: changed.form for what, changed in odd_bodies(honest)} == {
        "an object like a query": {"user": "{username}", "pass[$ne]": ""},
        "left out": {"user": "{username}"},
    }


def test_a_password_that_is_part_of_a_longer_text_is_left_alone() -> None:
    assert list(odd_bodies(login(json={"query": 'mutation { login(password: "{password}") }'}))) == []
