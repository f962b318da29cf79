"""Faults of transport, headers and odd input are what their stories say."""

import socket
import ssl
import warnings
from urllib.parse import urlsplit

import httpx
import pytest

from tests.reference_server.faults.workshop import Workshop, claims, forged, me
from tests.reference_server.running import Server


def test_tls_1_0_is_spoken() -> None:
    with Server("--fault", "keeps_speaking_tls_1_0") as server:
        context = ssl.create_default_context(cafile=server.ready["ca_file"])
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        port = urlsplit(server.url).port
        with (
            socket.create_connection(("localhost", port)) as connection,
            context.wrap_socket(connection, server_hostname="localhost") as spoken,
        ):
            assert spoken.version() == "TLSv1"


@pytest.mark.parametrize(("fault", "status"), [("redirects_from_plain_http", 308), ("answers_plain_http_too", 401)])
def test_plain_http_is_not_refused(fault: str, status: int) -> None:
    with Server("--fault", fault) as server, server.client() as client:
        plain = httpx.get(f"http://localhost:{urlsplit(server.url).port}/me")

        assert plain.status_code == status
        assert plain.headers.get("location", f"{server.url}/me") == f"{server.url}/me"
        assert client.get("/me").status_code == 401


def test_the_query_may_hold_the_token() -> None:
    device = Workshop("takes_the_token_from_the_query").device()

    assert device.client.get("/me", params={"access_token": device.token}).json()["username"] == "ada"
    assert device.client.get("/me", params={"access_token": "nonsense"}).status_code == 401


def test_a_form_may_hold_the_token() -> None:
    device = Workshop("takes_the_token_from_a_form").device()

    assert device.client.post("/me", data={"access_token": device.token}).json()["username"] == "ada"
    assert device.client.post("/me", data={"access_token": "nonsense"}).status_code == 401
    assert device.client.post("/me").status_code == 401


def test_the_promise_of_tls_is_short() -> None:
    answer = Workshop("promises_tls_for_a_day").client().get("/")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=86400;")


def test_answers_with_tokens_may_be_kept() -> None:
    device = Workshop("lets_the_browser_keep_the_tokens").device()

    assert "no-store" not in device.client.post("/refresh_token").headers["Cache-Control"]
    assert device.client.get("/").headers["Cache-Control"] == "no-store"


def test_the_profile_may_be_kept() -> None:
    device = Workshop("lets_the_browser_keep_the_profile").device()

    answer = device.client.get("/me", headers={"Authorization": f"Bearer {device.token}"})

    assert answer.headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(
    ("fault", "header", "expected"),
    [
        ("sends_no_content_policy", "Content-Security-Policy", ""),
        ("lets_inline_script_run", "Content-Security-Policy", "script-src 'self' 'unsafe-inline';"),
        ("loads_scripts_from_anywhere", "Content-Security-Policy", "script-src 'self' https:;"),
        ("repeats_its_nonce", "Content-Security-Policy", "script-src 'self' 'nonce-"),
        ("reports_what_the_policy_would_stop", "Content-Security-Policy-Report-Only", "script-src 'self';"),
        ("lets_every_site_frame_the_page", "Content-Security-Policy", "frame-ancestors *"),
        ("tells_other_sites_the_whole_address", "Referrer-Policy", "unsafe-url"),
        ("stays_with_its_opener", "Cross-Origin-Opener-Policy", "unsafe-none"),
    ],
)
def test_a_page_says_so(fault: str, header: str, expected: str) -> None:
    said = Workshop(fault).client().get("/").headers[header]

    assert expected in said
    assert bool(expected) == bool(said)


def test_links_can_be_led_elsewhere() -> None:
    policy = Workshop("lets_links_be_led_elsewhere").client().get("/").headers["Content-Security-Policy"]

    assert "base-uri" not in policy


def test_data_comes_as_a_document() -> None:
    device = Workshop("sends_data_as_a_document").device()

    answer = device.client.get("/me", headers={"Authorization": f"Bearer {device.token}"})

    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.json()["username"] == "ada"


def test_a_refusal_has_no_challenge() -> None:
    client = Workshop("refuses_without_a_challenge").client()

    answer = client.get("/me", headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


def test_everything_is_forbidden() -> None:
    client = Workshop("answers_forbidden_for_everything").client()

    assert client.get("/me").status_code == client.get("/me", headers={"Authorization": "Bearer x"}).status_code == 403


def test_a_compressed_token_is_taken_on_trust() -> None:
    device = Workshop("takes_compressed_tokens_on_trust").device()
    bob = str(claims(Workshop("takes_compressed_tokens_on_trust").device("bob").token)["sub"])

    assert me(device.client, forged(device.token, subject=claims(device.token)["sub"], header={"zip": "DEF"})) == "ada"
    assert me(device.client, forged(device.token, subject=bob, header={"alg": "HS256"})) is None


def test_the_last_parts_are_read() -> None:
    workshop = Workshop("verifies_the_first_parts_and_reads_the_last")
    device, other = workshop.device(), workshop.device("bob")

    assert me(device.client, f"{device.token}.{other.token.split('.')[1]}.") == "bob"
    assert me(device.client, device.token) == "ada"
    assert me(device.client, f"{device.token}.nonsense.") is None


@pytest.mark.parametrize(("line", "status"), [("Bearer", 500), ("nonsense", 500), ("Bearer nonsense", 401)])
def test_one_word_crashes_the_api(line: str, status: int) -> None:
    client = Workshop("crashes_on_a_header_of_one_word").client()

    assert client.get("/me", headers={"Authorization": line}).status_code == status


def test_a_refusal_shows_the_traceback() -> None:
    client = Workshop("shows_where_the_token_was_refused").client()

    answer = client.get("/me", headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401
    assert "Traceback" in answer.text
    assert "Traceback" not in client.get("/me").text


def test_basic_passes() -> None:
    client = Workshop("lets_other_schemes_pass").client()

    assert client.get("/me", headers={"Authorization": "Basic YTpi"}).json()["username"] == "ada"
    assert client.get("/me").status_code == 401
