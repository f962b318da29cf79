"""A planted cookie is really sent: what never left proves nothing."""

import httpx
import pytest

from fixtures.cookies import new_jar, planted, without
from fixtures.wire import Ask
from tests.core.building import wire_to
from tests.core.loopback import in_turn, respond, serving

VALUES = (
    "plain", "x" * 4000, "base64/+==", 'with "quotes"', "back\\slash", "comma,space and (brackets)", "a%20b",
    "{}[]<>@:?",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "", "=leading",
)  # fmt: skip
HOSTS = (("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "localhost"), ("::1", "[::1]"))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_planted_value_arrives_as_it_is(value: str) -> None:
    with serving(respond(200)) as server, wire_to(server.url) as wire:
        jar = planted(new_jar(), "refresh", value, url=server.url)

        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar)

        assert server.requests[0].cookies == {"refresh": value}


@pytest.mark.parametrize(("host", "name"), HOSTS)
@pytest.mark.parametrize("cookie", ["refresh", "__Host-refresh", "__Secure-refresh"])
def test_a_planted_cookie_goes_to_every_loopback_host(host: str, name: str, cookie: str) -> None:
    with serving(respond(200), host=host, name=name) as server, wire_to(server.url) as wire:
        jar = planted(new_jar(), cookie, "made-up", url=f"{server.url}/login")

        wire.send(Ask(method="POST", url=f"{server.url}/deep/down", carries="made-up"), purpose="a test", jar=jar)

        assert server.requests[0].cookies == {cookie: "made-up"}


@pytest.mark.parametrize(("host", "name"), HOSTS)
@pytest.mark.parametrize("attributes", ["Path=/; Secure; SameSite=Strict", "Path=/auth; Secure", "", "Path=/"])
def test_planting_replaces_what_the_server_had_set(host: str, name: str, attributes: str) -> None:
    set_cookie = ("Set-Cookie", f"refresh=honest; {attributes}")
    with serving(respond(200, b"", set_cookie), host=host, name=name) as server, wire_to(server.url) as wire:
        honest, url = new_jar(), f"{server.url}/auth/refresh"
        wire.send(Ask(method="POST", url=url), purpose="a test", jar=honest)
        wire.send(Ask(method="POST", url=url), purpose="a test", jar=without(honest, frozenset()))

        wire.send(Ask(method="POST", url=url), purpose="a test", jar=planted(honest, "refresh", "forged", url=url))

        assert [request.cookies for request in server.requests] == [{}, {"refresh": "honest"}, {"refresh": "forged"}]
        assert [cookie.value for cookie in honest.jar] == ["honest"], "the honest jar must stay as it was"


def test_planting_leaves_the_other_cookies_alone() -> None:
    set_cookies = [("Set-Cookie", f"{name}=1; Path=/") for name in ("csrf", "refresh", "theme")]
    with serving(in_turn(respond(200, b"", *set_cookies), respond(200))) as server, wire_to(server.url) as wire:
        jar = new_jar()
        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar)

        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=planted(jar, "refresh", "2", url=server.url))

        assert server.requests[1].cookies == {"csrf": "1", "refresh": "2", "theme": "1"}


def test_a_jar_without_a_cookie_lacks_it_on_every_path() -> None:
    lines = [("Set-Cookie", f"refresh=1; Path={path}") for path in ("/", "/a", "/a/b")]
    with serving(respond(200, b"", *lines)) as server, wire_to(server.url) as wire:
        jar, url = new_jar(), f"{server.url}/a/b"
        wire.send(Ask(method="GET", url=url), purpose="a test", jar=jar)

        wire.send(Ask(method="GET", url=url), purpose="a test", jar=without(jar, frozenset({"refresh"})))

        assert len(list(jar.jar)) == 3
        assert server.requests[1].cookies == {}


def test_a_secure_cookie_is_not_sent_to_a_plain_host_that_is_not_this_machine() -> None:
    with serving(respond(200, b"", ("Set-Cookie", "refresh=1; Path=/; Secure"))) as server, wire_to(server.url) as wire:
        jar = new_jar()
        wire.send(Ask(method="GET", url=server.url), purpose="a test", jar=jar)
        for cookie in jar.jar:
            cookie.domain = "app.example"
        request = httpx.Request("GET", "http://app.example/")
        jar.set_cookie_header(request)

        assert "Cookie" not in request.headers
