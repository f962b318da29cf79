"""What a page was seen to ask becomes a request that can be asked again, without anything of that one session."""

from fixtures.discovery.addresses import identity_addresses, logout_addresses, refresh_addresses
from fixtures.discovery.protected import steady
from fixtures.discovery.seen import SeenCall, fields_of, own_headers, proof_in

TOKEN = "s3cr3t-refresh-token-of-one-session"


def test_a_token_becomes_the_placeholder_and_constants_stay() -> None:
    call = SeenCall(method="PUT", url="https://id.example/session", fields={"mode": "web", "in": {"token": TOKEN}})

    assert list(call.tables("/session")) == [
        ({"url": "/session", "method": "PUT", "json": {"mode": "web", "in": {"token": "{refresh_token}"}}}, True)
    ]


def test_the_bare_request_comes_before_the_one_with_everything() -> None:
    csrf = {"header": "x-csrf", "cookie": "csrf"}
    call = SeenCall(method="POST", url="/renew", headers={"x-app": "1"}, csrf=csrf)

    tables = [table for table, has_token in call.tables("/renew") if not has_token]
    assert tables[0] == {"url": "/renew"}
    assert tables[-1] == {"url": "/renew", "csrf": csrf, "headers": {"x-app": "1"}}


def test_a_mutation_is_told_from_a_query() -> None:
    texts = ("{ me { id } }", " mutation { out }")
    asked = [SeenCall(method="POST", url="/g", fields={"query": text}) for text in texts]

    assert [call.is_graphql for call in asked] == [True, True]
    assert [call.is_mutation for call in asked] == [False, True]


def test_headers_of_every_browser_and_of_one_session_are_no_constants() -> None:
    headers = {"accept": "*/*", "sec-fetch-mode": "cors", "x-app": "1", "x-csrf": TOKEN, "authorization": "Bearer x"}

    assert own_headers(headers) == {"x-app": "1"}
    assert proof_in(headers, {"csrf": TOKEN, "short": "1"}) == {"header": "x-csrf", "cookie": "csrf"}


def test_bodies_that_are_neither_object_nor_form_have_no_fields() -> None:
    assert fields_of("a=1&b=", "application/x-www-form-urlencoded") == ({"a": "1", "b": ""}, True)
    assert fields_of('{"a": 1}', "text/plain") == ({"a": 1}, False)
    assert fields_of("[1]", "application/json") == (None, False)
    assert fields_of("garbage", "application/json") == (None, False)


def test_what_is_guessed_is_at_the_origin_of_the_login() -> None:
    login = "https://id.notes.example/v1/grants"

    for addresses in (refresh_addresses(login), logout_addresses(login), identity_addresses(login, ())):
        assert addresses
        assert all(url.startswith("https://id.notes.example/") for url in addresses)
    assert "https://id.notes.example/v1/me" in identity_addresses(login, ())
    assert "/v1/me" in identity_addresses("/v1/grants", ())


def test_the_number_of_one_thing_is_no_part_of_an_api_path() -> None:
    assert steady("/api/v2/items/4711") == "/api/v2/items"
    assert steady("/api/v2/items") == "/api/v2/items"
