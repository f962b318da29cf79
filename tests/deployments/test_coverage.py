"""What a target file can describe is shown by one here at least, so that everybody finds one to begin with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deployments.truths import products
from fixtures.target.loader import load_target
from fixtures.target.model import Csrf, Place, Request, Target
from tests.deployments.test_examples import ENVIRON as OF_EXAMPLES
from tests.deployments.test_examples import FILES, folder
from tests.deployments.test_target_files import ENVIRON as OF_PRODUCTS

__all__ = ["folder"]


@pytest.fixture(name="targets")
def every_target(folder: Path) -> dict[str, Target]:
    """Every target file of the products and of the examples, by its name."""
    found = {file.stem: load_target(folder / file.name, OF_EXAMPLES).target for file in FILES}
    for product in products():
        for variant in product.truths.variants:
            loaded = load_target(product.target_file(variant), OF_PRODUCTS)
            found[f"{product.name}, {variant}"] = loaded.target
    return found


def places(target: Target) -> list[Place]:
    """Return where its tokens are found."""
    of_login = [target.login.access_token, target.login.refresh_token]
    of_refresh = [target.refresh.access_token, target.refresh.refresh_token] if target.refresh is not None else []
    return [place for place in [*of_login, *of_refresh] if place is not None]


def requests(target: Target) -> list[Request]:
    """Return what it is asked with a session."""
    return [request for request in (target.refresh, target.logout) if request is not None]


def guards(target: Target) -> list[Csrf]:
    """Return the values against forgery that its requests need."""
    return [request.csrf for request in requests(target) if request.csrf is not None]


def login_body(target: Target) -> dict[str, object]:
    """Return the JSON that logs in."""
    return target.login.json_body or {}


def hosts(target: Target) -> set[str]:
    """Return the hosts of the API, of its login and of its pages."""
    pages = [target.ssr.url] if target.ssr is not None else []
    return {url.split("/")[2] for url in (target.target.url, target.login.url, *pages) if "://" in url}


def sends_refresh_in(target: Target, part: str) -> bool:
    """Whether the refresh token travels in this part of the request: "json", "form" or "headers"."""
    sent = target.refresh.model_dump(by_alias=True)[part] if target.refresh is not None else None
    return "{refresh_token}" in str(sent)


def has(method: str) -> Callable[[Target], bool]:
    """Return whether a target logs out by an HTTP method."""
    return lambda target: target.logout is not None and target.logout.method == method


FEATURES: dict[str, Callable[[Target], bool]] = {
    "a JSON login": lambda target: bool(login_body(target)) and "query" not in login_body(target),
    "a form login": lambda target: target.login.form is not None,
    "a GraphQL login": lambda target: "query" in login_body(target),
    "a login of several steps": lambda target: bool(target.login.before),
    "a token in a body": lambda target: any(place.body is not None for place in places(target)),
    "a token in a header": lambda target: any(place.header is not None for place in places(target)),
    "a token in a cookie": lambda target: any(place.cookie is not None for place in places(target)),
    "a token in localStorage": lambda target: any(place.local_storage is not None for place in places(target)),
    "a token in sessionStorage": lambda target: any(place.session_storage is not None for place in places(target)),
    "a token within an object of web storage": lambda target: any(place.within is not None for place in places(target)),
    "a bearer header of another name": lambda target: target.access.header != "Authorization",
    "another scheme": lambda target: target.access.scheme != "Bearer",
    "an access token in a cookie": lambda target: target.access.cookie is not None,
    "a refresh by cookie": lambda target: (
        target.refresh is not None and target.login.refresh_token is not None
        and target.login.refresh_token.cookie is not None
    ),
    "a refresh by body": lambda target: sends_refresh_in(target, "json"),
    "a refresh by header": lambda target: sends_refresh_in(target, "headers"),
    "a guard against forgery from a cookie": lambda target: any(guard.cookie for guard in guards(target)),
    "a guard against forgery from an endpoint": lambda target: any(guard.url for guard in guards(target)),
    "a logout by GET": has("GET"),
    "a logout by POST": has("POST"),
    "a logout by DELETE": has("DELETE"),
    "a code flow with discovery": lambda target: (
        target.login.code_flow is not None and target.login.code_flow.issuer is not None
    ),
    "a login through the page alone": lambda target: target.login.browser,
    "hosts of their own": lambda target: len(hosts(target)) >= 3,
    "further APIs": lambda target: bool(target.apis),
    "an identity by JSON Pointer": lambda target: target.identity.user.body is not None,
    "an identity by text": lambda target: target.identity.user.text is not None,
    "an identity by a GraphQL field": lambda target: "query" in (target.identity.json_body or {}),
    "a private authority": lambda target: target.tls.ca_file is not None,
    "a client certificate": lambda target: target.tls.client_certificate is not None,
    "a proxy": lambda target: target.network.proxy is not None,
    "extra headers": lambda target: bool(target.network.headers),
    "basic auth in front": lambda target: bool(target.network.username),
    "an adapter": lambda target: target.adapter is not None,
    "a command that starts it": lambda target: target.start is not None,
}  # fmt: skip


@pytest.mark.parametrize("feature", FEATURES)
def test_what_a_target_file_can_describe_is_shown(feature: str, targets: dict[str, Target]) -> None:
    assert [name for name, target in targets.items() if FEATURES[feature](target)]


def test_no_feature_is_shown_by_everything(targets: dict[str, Target]) -> None:
    everywhere = [name for name, is_in in FEATURES.items() if all(is_in(target) for target in targets.values())]
    assert everywhere == [], "what all of them have says nothing"
