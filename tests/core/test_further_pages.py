"""Which pages are asked for beside the described one, and which links are left alone."""

import pytest

from fixtures.trials.ssr.further_pages import further_pages
from tests.core.building import deployment_of, reply, target

HOME = "https://app.example"


def pages_of(body: str, *, named: tuple[str, ...] = (), media_type: str = "text/html; charset=utf-8") -> list[str]:
    app = {"url": "/board", "login_url": "/enter"}
    described = target(HOME, ssr={"url": "/page", "pages": named}, app=app, openapi={"url": "/described"})
    answer = reply(200, body.encode(), headers={"Content-Type": media_type})
    with deployment_of(described) as deployment:
        return [url.removeprefix(HOME) for url in further_pages(deployment, answer)]


def link(href: str, text: str = "Read", **attributes: str) -> str:
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<p><a href="{href}"{more}>{text}</a></p>'


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/orders", "/orders"),
        ("orders", "/orders"),
        ("/orders#latest", "/orders"),
        (f"{HOME}/orders", "/orders"),
        (f"{HOME}:443/orders", ":443/orders"),
        ("/orders/", "/orders/"),
        ("/orders.html", "/orders.html"),
        ("/", "/"),
        ("/board", "/board"),
        ("/clearances/endpoints/outlets", "/clearances/endpoints/outlets"),
        ("/blog/dialogue", "/blog/dialogue"),
    ],
)
def test_a_link_to_read_is_followed(href: str, path: str) -> None:
    assert pages_of(link(href)) == [path]


@pytest.mark.parametrize(
    "href",
    [
        "", "#here", "/page", "/page/", "/PAGE", "?page=2", "/orders?delete=1", "mailto:ada@app.example",
        "javascript:void(0)", "https://other.example/orders", "http://app.example/orders", "//other.example/orders",
        "https://app.example:8443/orders", "https://ada@app.example/orders", "https://[/orders",
        "https://app.example:x/",
        "/login", "/logout", "/refresh", "/me", "/described", "/enter", "/orders.pdf", "/client/app.js",
        "/user/sign_out", "/sign-off", "/account/logOut", "/log%6fut", "/LOGOUT.php", "/session/end",
        "/orders/7/delete",
        "/orders/removeAll", "/abmelden", "/loggedout", "/checkout",
    ],
)  # fmt: skip
def test_any_other_address_is_left_alone(href: str) -> None:
    assert pages_of(link(href)) == []


@pytest.mark.parametrize(
    "written",
    [
        link("/bye", "Sign out"),
        link("/bye", "Log&nbsp;out"),
        link("/bye", "<i></i><span>Logout</span>"),
        link("/bye", "&times;", title="Delete this order"),
        link("/bye", "&times;", aria_label="Remove"),
        link("/bye", id="signOutLink"),
        link("/bye", rel="nofollow"),
        link("/bye", download=""),
        link("/bye", onclick="leave()"),
        link("/bye", data_method="delete"),
        link("/bye", hx_post="/bye"),
        '<form action="/bye"><button>Go</button></form>',
        '<link rel="prefetch" href="/bye"><area href="/bye">',
        '<!-- <a href="/bye">Read</a> -->',
    ],
)
def test_a_link_that_may_set_something_off_is_left_alone(written: str) -> None:
    assert pages_of(written) == []


def test_few_links_are_followed_and_none_twice() -> None:
    body = "".join(link(f"/chapter/{number}") * 2 for number in range(20))

    assert pages_of(body) == [f"/chapter/{number}" for number in range(8)]


def test_what_the_target_file_names_comes_first_and_as_it_is() -> None:
    named = ("/orders?mine=1", "/user/delete")

    assert pages_of(link("/orders") + link("/help"), named=named) == [*named, "/help"]
    assert len(pages_of("".join(link(f"/chapter/{number}") for number in range(20)), named=named)) == 8
    assert len(pages_of(link("/help"), named=tuple(f"/{number}" for number in range(9)))) == 9


def test_a_page_may_say_where_its_links_start() -> None:
    assert pages_of(f'<base href="/shop/">{link("orders")}') == ["/shop/orders"]


@pytest.mark.parametrize("body", ["", "\x00", "<", "<a href=>", "<a>", link("/orders")[:12], "<a " * 10_000])
def test_what_is_no_page_has_no_links(body: str) -> None:
    assert pages_of(body) == []
    assert pages_of(body + link("/orders"), media_type="application/json") == []
