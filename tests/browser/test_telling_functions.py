"""Functions that a page offers and that only say a token are called; those that could do something are not."""

import pytest

from fixtures.browser.tokens import TokenKind
from tests.browser.conftest import Visiting
from tests.browser.small_app import SmallApp, page

_TELLING = {
    "function": "globalThis.getToken = () => token;",
    "function of an object": "globalThis.app = { auth: { accessToken() { return token; } } };",
    "getter of a class": "globalThis.app = new (class { #kept = token; get jwt() { return this.#kept; } })();",
    "method of a class": "globalThis.app = new (class { #kept = token; getAccessToken() { return this.#kept; } })();",
    "state of a store": "globalThis.store = { getState: () => ({ session: { auth: { value: token } } }) };",
    "unlisted getter": "Object.defineProperty(globalThis, 'authToken', { get: () => token });",
}
_DOING = """
globalThis.refreshToken = () => fetch('/called');
globalThis.fetchToken = () => fetch('/called');
globalThis.getToken = async () => fetch('/called');
globalThis.getAccessToken = (scope) => fetch('/called');
globalThis.token = { get: () => fetch('/called') };
"""
_WHEN_SIGNED_IN = "globalThis.quirks = {{ signedIn(token) {{ {0} }} }};"


@pytest.mark.parametrize("script", _TELLING.values(), ids=_TELLING)
def test_a_function_that_says_the_token_is_found(visiting: Visiting, script: str) -> None:
    with visiting(SmallApp(page(_WHEN_SIGNED_IN.format(script)))) as journeys:
        tour = journeys.tour
        tour.require_signed_in()
        kept = [look.holding(tour.person.tokens, (TokenKind.ACCESS,), ("global variable",)) for look in tour.looks]
        assert any(list(found) for found in kept)


def test_a_function_that_could_do_something_is_not_called(visiting: Visiting) -> None:
    with visiting(SmallApp(page(_WHEN_SIGNED_IN.format(_DOING)))) as journeys:
        journeys.tour.require_signed_in()
        assert [call for call in journeys.tour.person.traffic.calls if "/called" in call.url] == []
