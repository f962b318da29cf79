"""Which links of a signed-in page are followed, by the target file and by what the links say of themselves."""

import httpx
import pytest

from fixtures.browser.links import MOST_PAGES, Link, links_of, pages_to_see
from fixtures.browser.website import Site
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
            "login": {"url": "/enter", "access_token": {"body": "/token"}},
            "identity": {"url": "/me", "user": {"body": "/name"}},
            "graphql": {"url": "/graphql", "query": "query { me { name } }", "user": "/data/me/name"},
            "app": {"url": "/home", "login_url": "/welcome", "api": ["/api"], **app},
        }
    )
    with httpx.HTTPTransport() as transport:
        return Site(Deployment(target, Wire(target.target.url, target.limits, Vault(), transport), Vault()))


def _link(path: str, text: str = "Somewhere", *, is_plain: bool = True) -> Link:
    return Link(url=f"{_HOME}{path}" if path.startswith("/") else path, text=text, is_plain=is_plain)


def _seen(*links: Link, here: str = "/home", **app: object) -> list[str]:
    return [url.removeprefix(_HOME) for url in pages_to_see(_site(**app), links, f"{_HOME}{here}")]


@pytest.mark.parametrize(
    "path", ["/orders", "/settings/profile", "/notes.html", "/blog/", "/loginless", "/sending-offices"]
)
def test_pages_are_looked_into(path: str) -> None:
    assert _seen(_link(path)) == [path]


@pytest.mark.parametrize(
    "link",
    [
        _link("/logout"),
        _link("/userLogout"),
        _link("/users/sign_out"),
        _link("/session", "Sign out"),
        _link("/x", "Abmelden"),
        _link("/orders/7/cancel"),
        _link("/orders/7", "Delete this order"),
        _link("/account/close"),
        _link("/orders?page=2"),
        _link("/report.pdf"),
        _link("/api/orders"),
        _link("/me"),
        _link("/graphql"),
        _link("/enter"),
        _link("/welcome"),
        _link("/home#top"),
        _link("https://elsewhere.example/orders"),
        _link("mailto:ada@app.example"),
        _link("javascript:void(0)"),
        _link("/orders", is_plain=False),
    ],
    ids=lambda link: f"{link.text} {link.url}",
)
def test_what_could_do_something_is_not(link: Link) -> None:
    assert _seen(link) == []


def test_each_page_is_looked_into_once_and_few_are() -> None:
    links = [_link("/orders"), _link("/orders/"), _link("/orders#last"), *(_link(f"/page/{n}") for n in range(20))]

    seen = _seen(*links)

    assert seen[:2] == ["/orders", "/page/0"]
    assert len(seen) == MOST_PAGES


def test_pages_behind_the_hash_are_pages_of_their_own() -> None:
    assert _seen(_link("/home#/orders"), _link("/home#/"), _link("/home#top"), here="/home#/start") == ["/home#/orders"]


def test_named_pages_come_first_and_are_all_seen() -> None:
    named = [f"/named/{n}?tab=1" for n in range(MOST_PAGES + 1)]
    assert _seen(_link("/orders"), pages=named) == named


def test_what_a_page_says_of_its_links_is_not_believed() -> None:
    sound = {"url": f"{_HOME}/orders", "text": "Orders", "plain": True}
    odd = [None, "x", {"url": 7, "text": "x"}, {"url": "x" * 9_000, "text": ""}, {**sound, "plain": "yes"}]

    assert links_of([*odd, sound]) == [_link("/orders", "Orders", is_plain=False), _link("/orders", "Orders")]
    assert links_of("links") == []
