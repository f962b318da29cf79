"""What a request of a page is for, by the target file alone."""

import httpx
import pytest

from fixtures.browser.website import CallKind, Site, origin_of
from fixtures.deployment import Deployment
from fixtures.redact import Vault
from fixtures.target.model import Target
from fixtures.wire import Wire

_HOME = "https://app.example"


def _site(**app: object) -> Site:
    target = Target.model_validate(
        {
            "target": {"name": "an application", "url": _HOME},
            "users": {"ada": {"username": "ada", "password": "secret"}},
            "login": {"url": "/login", "access_token": {"body": "/token"}},
            "identity": {"url": "/me", "user": {"body": "/name"}},
            "refresh": {"url": "/refresh"},
            "logout": {"url": "https://auth.example/logout"},
            "app": {"url": "/home", **app},
        }
    )
    with httpx.HTTPTransport() as transport:
        return Site(Deployment(target, Wire(target.target.url, target.limits, Vault(), transport), Vault()))


@pytest.mark.parametrize(
    ("method", "url", "resource", "kind"),
    [
        ("POST", f"{_HOME}/login", "fetch", CallKind.LOGIN),
        ("POST", f"{_HOME}/login", "document", CallKind.LOGIN),
        ("GET", f"{_HOME}/login", "document", CallKind.PAGE),
        ("POST", f"{_HOME}/refresh?x=1", "xhr", CallKind.REFRESH),
        ("POST", "https://auth.example/logout", "fetch", CallKind.LOGOUT),
        ("POST", f"{_HOME}/logout", "fetch", CallKind.OTHER),
        ("GET", f"{_HOME}/me", "fetch", CallKind.API),
        ("PUT", f"{_HOME}/me/note", "xhr", CallKind.API),
        ("OPTIONS", f"{_HOME}/me", "fetch", CallKind.OTHER),
        ("GET", f"{_HOME}/menu", "fetch", CallKind.OTHER),
        ("GET", "https://elsewhere.example/me", "fetch", CallKind.OTHER),
        ("GET", f"{_HOME}/app.js", "script", CallKind.OTHER),
        ("HEAD", f"{_HOME}/.well-known/bearproof-echo", "fetch", CallKind.ECHO),
    ],
)
def test_a_request_is_told_by_its_address_and_method(method: str, url: str, resource: str, kind: CallKind) -> None:
    assert _site().kind_of(method, url, resource) is kind


def test_named_prefixes_replace_the_identity_endpoint() -> None:
    site = _site(api=["/api/"])
    assert site.kind_of("GET", f"{_HOME}/api/things", "fetch") is CallKind.API
    assert site.kind_of("GET", f"{_HOME}/me", "fetch") is CallKind.OTHER


def test_what_bears_the_token_is_an_api_call_where_none_is_named() -> None:
    site, other = _site(), _site(api=["/api/"])

    assert site.kind_of("GET", f"{_HOME}/things", "fetch", bears_token=True) is CallKind.API
    assert site.kind_of("GET", f"{_HOME}/things", "document", bears_token=True) is CallKind.PAGE
    assert site.kind_of("POST", f"{_HOME}/refresh", "fetch", bears_token=True) is CallKind.REFRESH
    assert site.kind_of("GET", "https://elsewhere.example/things", "fetch", bears_token=True) is CallKind.OTHER
    assert other.kind_of("GET", f"{_HOME}/things", "fetch", bears_token=True) is CallKind.OTHER


def test_the_login_page_is_known_by_its_path() -> None:
    site = _site(login_url="/sign-in")
    assert site.is_login_page(f"{_HOME}/sign-in?next=/home")
    assert not site.is_login_page(f"{_HOME}/home")
    assert not _site().is_login_page(f"{_HOME}/sign-in")


def test_pages_behind_the_hash_are_told_apart() -> None:
    site = _site(login_url="/#/sign-in")
    assert site.is_login_page(f"{_HOME}/#/sign-in?next=home")
    assert not site.is_login_page(f"{_HOME}/#/home")
    assert not site.is_login_page(f"{_HOME}/")


def test_a_port_that_goes_without_saying_is_the_same_origin() -> None:
    assert origin_of("https://app.example:443/x") == origin_of("https://app.example")
    assert origin_of("http://app.example") != origin_of("https://app.example")


def _at_one_address(**requests: object) -> Site:
    target = Target.model_validate(
        {
            "target": {"name": "an application", "url": _HOME},
            "users": {"ada": {"username": "ada", "password": "secret"}},
            "identity": {"url": "/me", "user": {"body": "/name"}},
            "app": {"url": "/home", "api": ["/graphql"]},
            **requests,
        }
    )
    with httpx.HTTPTransport() as transport:
        return Site(Deployment(target, Wire(target.target.url, target.limits, Vault(), transport), Vault()))


_LOGIN = "mutation ($u: String!, $p: String!) { login(user: $u, password: $p) { token } }"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"query": "mutation SignIn($n: String!) { entered: login(user: $n, password: 1) { id } }"}', CallKind.LOGIN),
        (b'{"query": "query Renew { refreshJwt(token: 1) { jwt } }"}', CallKind.REFRESH),
        (b'[{"query": "{ things }"}, {"query": "mutation { leave { ok } }"}]', CallKind.LOGOUT),
        (b"", CallKind.LOGIN),
        (b'{"query": "query login { things { id } }"}', CallKind.API),
        (b'{"operationName": "RefreshJwt", "extensions": {"persistedQuery": {"version": 1}}}', CallKind.REFRESH),
        (b'{"operationName": "Things", "extensions": {"persistedQuery": {"version": 1}}}', CallKind.API),
    ],
)
def test_operations_of_one_graphql_endpoint_are_told_by_what_they_ask_for(body: bytes, kind: CallKind) -> None:
    site = _at_one_address(
        login={"url": "/graphql", "json": {"query": _LOGIN}, "access_token": {"body": "/data/login/token"}},
        refresh={"url": "/graphql", "json": {"query": 'query { refreshJwt(token: "{refresh_token}") { jwt } }'}},
        logout={"url": "/graphql", "json": {"query": "mutation { leave { ok } }"}},
    )

    assert site.kind_of("POST", f"{_HOME}/graphql", "fetch", body) is kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"grant_type=refresh_token&refresh_token=x&client_id=web", CallKind.REFRESH),
        (b"grant_type=password&username=ada&password=x", CallKind.LOGIN),
        (b"", CallKind.LOGIN),
    ],
)
def test_grants_of_one_token_endpoint_are_told_by_their_fields(body: bytes, kind: CallKind) -> None:
    site = _at_one_address(
        login={
            "url": "/token",
            "form": {"grant_type": "password", "username": "{username}"},
            "access_token": {"body": "/access_token"},
        },
        refresh={"url": "/token", "form": {"grant_type": "refresh_token", "refresh_token": "{refresh_token}"}},
    )

    assert site.kind_of("POST", f"{_HOME}/token", "fetch", body) is kind
