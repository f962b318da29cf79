"""Where the page server takes the visitor's cookies."""

from collections.abc import Iterator

import pytest

from fixtures.listener import Listener, listening
from fixtures.target.model import ListenerSection
from tests.reference_server.faults.workshop import Workshop


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Somebody whom a request may name."""
    with listening(ListenerSection(host="127.0.0.1")) as running:
        yield running


@pytest.mark.parametrize(
    ("fault", "headers", "method"),
    [
        ("refreshes_at_the_host_of_the_request", {"Host": "LISTENER"}, "TLS"),
        (
            "refreshes_at_the_forwarded_host",
            {"X-Forwarded-Host": "LISTENER", "X-Forwarded-Proto": "http"},
            "POST",
        ),
        ("refreshes_where_the_visitor_comes_from", {"Referer": "http://LISTENER/page"}, "POST"),
    ],
)
def test_the_request_says_where_to_refresh(
    listener: Listener, fault: str, headers: dict[str, str], method: str
) -> None:
    device = Workshop(fault).device()
    named = {name: value.replace("LISTENER", listener.authority) for name, value in headers.items()}

    assert ">ada<" in device.client.get("/dashboard").text
    assert listener.hits() == ()

    token = device.refresh_token
    assert device.client.get("/dashboard", headers=named).status_code == 302
    assert listener.hits()[0].method == method
    assert method == "TLS" or token in listener.hits()[0].cookies
    assert ">ada<" in device.client.get("/dashboard").text
