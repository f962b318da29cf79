"""Pages that are made to trip whoever looks at them: a verdict comes out, or that none can; never a crash or a hang."""

import pytest

from fixtures.browser.browser import Browser
from fixtures.browser.journeys import tour
from fixtures.verdict import Verdict, VerdictReached
from tests.browser.conftest import Visiting
from tests.browser.rules import judged
from tests.browser.small_app import SmallApp, page

_SIGNED_IN = "globalThis.quirks = {{ signedIn(token) {{ {0} }} }};"
_STORAGE = ("storage/no-persistent-token", "storage/memory-only")


def _when_signed_in(script: str) -> str:
    return _SIGNED_IN.format(script)


def _verdicts(visiting: Visiting, *scripts: str) -> dict[str, Verdict]:
    with visiting(SmallApp(page(*scripts))) as journeys:
        outcomes = {rule_id: judged(rule_id, journeys)[0] for rule_id in _STORAGE}
    for outcome in outcomes.values():
        assert outcome.verdict is not Verdict.ERROR, outcome
    return {rule_id: outcome.verdict for rule_id, outcome in outcomes.items()}


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'trap', { enumerable: true, get() { throw new Error('no'); } });",
        "window.loop = {}; window.loop.self = window.loop; window.deep = new Proxy({}, { ownKeys() { throw 1; } });",
        _when_signed_in("Object.prototype.toJSON = () => { throw 1; }; Array.prototype.map = () => null;"),
        _when_signed_in("JSON.stringify = () => 'lies'; Object.keys = () => []; String.prototype.slice = () => '';"),
        "window.many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => ['k' + i, 'v']));",
    ],
    ids=["throwing getter", "cycles and proxies", "broken prototypes", "lying functions", "many properties"],
)
def test_an_honest_page_with_strange_globals_passes(visiting: Visiting, script: str) -> None:
    assert set(_verdicts(visiting, script).values()) == {Verdict.PASSED}


@pytest.mark.parametrize(
    "script",
    [
        "localStorage.setItem('big', 'x'.repeat(4_000_000));",
        "for (let i = 0; i < 3000; i += 1) sessionStorage.setItem('k' + i, 'v');",
        "window.huge = 'y'.repeat(3_000_000);",
        "document.body.append('z'.repeat(3_000_000));",
    ],
    ids=["huge value", "many writes", "huge global", "huge document"],
)
def test_what_is_too_much_to_look_through_is_never_a_pass(visiting: Visiting, script: str) -> None:
    assert set(_verdicts(visiting, _when_signed_in(script)).values()) == {Verdict.INCONCLUSIVE}


_PERSISTENT = {
    "property of localStorage, removed": "localStorage.token = token; delete localStorage.token;",
    "cookie in base64": "document.cookie = 't=' + btoa(token) + '; path=/';",
    "signature in a removed cookie": "document.cookie = 't=' + token.split('.')[2]; document.cookie = 't=; Max-Age=0';",
    "bytes in IndexedDB": """indexedDB.open('d', 1).onupgradeneeded = (event) =>
        event.target.result.createObjectStore('s').put(new TextEncoder().encode(token), 'k');""",
    "cache": "caches.open('c').then((c) => c.put('/x', new Response(JSON.stringify({ token }))));",
    "private file": """navigator.storage.getDirectory().then(async (folder) => {
        const writer = await (await folder.getFileHandle("t", { create: true })).createWritable();
        await writer.write(token); await writer.close(); });""",
    "cookieStore": "cookieStore.set('t', token).then(() => cookieStore.delete('t'));",
}
_IN_THE_PAGE = {
    "property of sessionStorage, removed": "sessionStorage.t = encodeURIComponent(token); sessionStorage.clear();",
    "history, replaced": "history.replaceState({ deep: [{ token }] }, ''); history.replaceState(null, '');",
    "window.name": "window.name = token;",
    "global": "window.app = { store: { auth: token } };",
    "map in a global": "window.app = new Map([['auth', { token }]]);",
    "attribute": "document.body.dataset.token = token;",
    "form field": "const f = document.createElement('input'); document.body.append(f); f.value = token;",
}


@pytest.mark.parametrize("script", _PERSISTENT.values(), ids=_PERSISTENT)
def test_a_token_is_found_in_whatever_outlives_the_page(visiting: Visiting, script: str) -> None:
    assert _verdicts(visiting, _when_signed_in(script))["storage/no-persistent-token"] is Verdict.FAILED


@pytest.mark.parametrize("script", _IN_THE_PAGE.values(), ids=_IN_THE_PAGE)
def test_a_token_is_found_wherever_the_page_shows_it(visiting: Visiting, script: str) -> None:
    assert _verdicts(visiting, _when_signed_in(script))["storage/memory-only"] is Verdict.FAILED


def test_a_page_that_never_rests_is_given_up(visiting: Visiting, browser: Browser) -> None:
    app = SmallApp(page(_when_signed_in("while (true) {}")))
    with visiting(app) as journeys, pytest.raises(VerdictReached) as caught, browser.bounded(3.0, "the tour"):
        tour.record(journeys.scene)
    assert caught.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "longer than 3 s" in caught.value.judgement.sentence
    # The next journey gets a new browser.
    with visiting(SmallApp(page())) as journeys:
        journeys.tour.require_signed_in()


def test_a_browser_that_ends_by_itself_is_no_verdict(browser: Browser) -> None:
    tab = browser.new_context().new_page()
    browser.kill()
    with pytest.raises(VerdictReached) as caught, browser.bounded(30.0, "a visit"):
        tab.goto("about:blank")
    assert caught.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "ended by itself" in caught.value.judgement.sentence
