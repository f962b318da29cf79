"""What the second rendered page does wrong while the first one is right."""

from tests.reference_server.faults.workshop import Workshop


def test_the_note_holds_the_next_refresh_token() -> None:
    device = Workshop("writes_the_session_into_the_page_of_the_note").device()

    page = device.client.get("/note").text

    assert device.refresh_token in page
    assert device.client.post("/refresh_token").status_code == 200
    dashboard = device.client.get("/dashboard").text
    assert device.refresh_token not in dashboard


def test_caches_may_keep_the_note() -> None:
    workshop = Workshop("lets_proxies_keep_the_page_of_the_note")
    client = workshop.device().client

    assert client.get("/note").headers["cache-control"] == "public, s-maxage=60"
    assert client.get("/dashboard").headers["cache-control"] == "no-store"
    assert workshop.client().get("/note").headers["cache-control"] == "no-store"


def test_the_next_visitor_reads_the_last_note() -> None:
    workshop = Workshop("shows_visitors_the_note_that_was_read_last")
    ada, bob = workshop.device("ada"), workshop.device("bob")

    assert workshop.client().get("/note").status_code == 302
    assert "The note of ada" in ada.client.get("/note").text
    assert "The note of ada" in workshop.client().get("/note").text
    assert "The note of bob" in bob.client.get("/note").text
    assert workshop.client().get("/dashboard").status_code == 302
