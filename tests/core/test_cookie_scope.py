"""Where a cookie would go is decided as a browser decides it."""

import pytest

from fixtures.cookie_scope import is_sent, scope_fault
from fixtures.cookies import SetCookie, parse_set_cookie
from tests.core.building import NOON, deployment_of, target

LOGIN = "https://app.example/auth/login"


def cookie(line: str) -> SetCookie:
    parsed = parse_set_cookie(line, received=NOON)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("line", "to", "sent"),
    [
        ("refresh=x; Path=/", "https://app.example/refresh", True),
        ("refresh=x; Path=/", "https://other.example/refresh", False),
        ("refresh=x; Path=/", "https://api.app.example/refresh", False),
        ("refresh=x; Path=/; Domain=app.example", "https://api.app.example/refresh", True),
        ("refresh=x; Path=/refresh", "https://app.example/page", False),
        ("refresh=x", "https://app.example/auth/refresh", True),
        ("refresh=x", "https://app.example/page", False),
        ('refresh=x; Path="/"', "https://app.example/page", False),
    ],
)
def test_a_cookie_goes_where_its_domain_and_path_say(line: str, to: str, *, sent: bool) -> None:
    assert is_sent(cookie(line), set_at=LOGIN, to=to) is sent


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("refresh=x; Path=/", None),
        ("refresh=x; Path=/; Domain=app.example", "Domain=app.example"),
        ('refresh=x; Path="/"', "browsers ignore"),
        ("refresh=x; Path=/auth", "the refresh endpoint does not get it"),
        ("refresh=x; Path=/refresh", "the server-rendered page does not get it"),
        ("another=x; Path=/auth", None),
    ],
)
def test_what_is_wrong_with_a_scope_is_said(line: str, fault: str | None) -> None:
    with deployment_of(target(ssr={"url": "/page"})) as deployment:
        found = scope_fault(cookie(line), LOGIN, deployment)

    assert found is None if fault is None else fault in (found or "")


def test_a_declared_domain_is_no_fault() -> None:
    with deployment_of(target(policy={"shares_cookie_domain": True})) as deployment:
        assert scope_fault(cookie("refresh=x; Path=/; Domain=app.example"), LOGIN, deployment) is None
