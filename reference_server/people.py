"""The accounts that the server starts with."""

import json
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from reference_server.mistakes import Mistake
from reference_server.passwords import hasher
from reference_server.policy import Policy
from reference_server.store import Account, OpenSession

VARIABLE: Final = "REFERENCE_USERS"
"""The environment variable that names the accounts: a JSON list of username, password and name."""

OPERATOR_KEY: Final = "REFERENCE_OPERATOR_KEY"
"""The environment variable that opens the operator's endpoints to whoever knows its value."""


class PeopleUnreadable(Mistake):
    """The environment variable does not hold what it should. The message never repeats its content."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone who can log in."""

    username: str
    password: str = field(repr=False)
    name: str


def people_from_environment() -> tuple[Person, ...] | None:
    """The people named by the environment, or ``None`` when it names nobody. The variable is removed.

    :raises PeopleUnreadable: the variable is not a JSON list of objects with three strings each.
    """
    text = os.environ.pop(VARIABLE, None)
    if text is None:
        return None
    try:
        entries = json.loads(text)
        people = tuple(Person(username=e["username"], password=e["password"], name=e["name"]) for e in entries)
    except (ValueError, TypeError, KeyError):
        people = ()
    if not people or not all(isinstance(text, str) for p in people for text in (p.username, p.password, p.name)):
        raise PeopleUnreadable(
            f"{VARIABLE} must be a JSON list of objects like "
            '{"username": "ada", "password": "...", "name": "Ada"}, and have at least one'
        )
    if len({person.username for person in people}) < len(people):
        raise PeopleUnreadable(f"{VARIABLE} names a user name twice")
    return people


def operator_key_from_environment() -> str | None:
    """The operator's key, or ``None`` where the environment has none. The variable is removed."""
    return os.environ.pop(OPERATOR_KEY, None) or None


def demonstration_people() -> tuple[Person, ...]:
    """Ada and Bob, with passwords made for this run."""
    return tuple(
        Person(username=username, password=secrets.token_urlsafe(12), name=name)
        for username, name in (("ada", "Ada Lovelace"), ("bob", "Bob Babbage"))
    )


def enrol(people: Sequence[Person], policy: Policy, open_session: OpenSession) -> None:
    """Makes or updates the accounts of these people, hashing their passwords side by side."""
    with ThreadPoolExecutor() as threads:
        hashes = list(threads.map(hasher(policy).hash, [person.password for person in people]))
    with open_session() as work, work.begin():
        for person, password_hash in zip(people, hashes, strict=True):
            account = work.scalars(select(Account).where(Account.username == person.username)).one_or_none()
            if account is None:
                account = Account(id=secrets.token_hex(16), username=person.username, note="")
                work.add(account)
            account.name = person.name
            account.password_hash = password_hash
