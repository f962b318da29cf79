"""What a sound target file becomes."""

from pathlib import Path

import pytest
import trustme

from fixtures.rule import Capability, Profile
from fixtures.target.fields import EXAMPLE
from fixtures.target.loader import load_target
from tests.target.files import ENVIRON, HONEST, changed, loaded, refused

SIGNING = {"NOTES_PUBLIC_KEY": "public", "MINT_SECRET": "canary-mint-5b6a", "MINT_KEY": "canary-key-7c8d",
           "GATEWAY_KEY": "canary-gateway-9a0b"}  # fmt: skip


def test_smallest_file_has_defaults(tmp_path: Path) -> None:
    target = loaded(tmp_path, HONEST).target
    assert target.target.profile is Profile.GUIDE_2019
    assert target.users.ada.identity == target.users.ada.marker == "ada"
    assert target.users.bob is None
    assert target.refresh is None
    assert target.access.scheme == "Bearer"


def test_reference_is_replaced_inside_any_string(tmp_path: Path) -> None:
    target = loaded(tmp_path, changed("https://notes.example", "http://127.0.0.1:${PORT}/")).target
    assert target.target.url == "http://127.0.0.1:8443"


def test_password_is_taken_as_it_is(tmp_path: Path) -> None:
    password = 'a"b\\c${PORT}{username}\u00e9'
    found = loaded(tmp_path, HONEST, {"ADA_PASSWORD": password})
    assert found.target.users.ada.password.get_secret_value() == password
    assert found.secrets == (password,)


def test_escaped_reference_stays(tmp_path: Path) -> None:
    target = loaded(tmp_path, changed('"Notes"', '"a $${PORT} b $ {PORT}"')).target
    assert target.target.name == "a ${PORT} b $ {PORT}"


def test_secrets_are_what_came_from_the_environment_but_names_and_addresses(tmp_path: Path) -> None:
    text = changed('json =', 'headers = { X-Key = "k-${KEY}", X-Name = "${PORT}x" }\njson =').replace(
        "notes.example", "notes.example:${PORT}"
    ).replace('"ada"', '"${NAME}"')  # fmt: skip
    found = loaded(tmp_path, text, {**ENVIRON, "KEY": "canary-key", "NAME": "adalbert"})
    assert set(found.secrets) == {"canary-ada-1f2e", "canary-key", "8443"}
    assert "adalbert" not in found.secrets
    only_address = loaded(tmp_path, HONEST.replace("notes.example", "notes.example:${PORT}"))
    assert only_address.secrets == ("canary-ada-1f2e",)


def test_the_address_of_a_further_page_is_no_secret(tmp_path: Path) -> None:
    text = HONEST + '[app]\nurl = "/"\npages = ["${NOTES_URL}/a"]\n[ssr]\nurl = "/b"\npages = ["${NOTES_URL}/c"]\n'
    found = loaded(tmp_path, text, {**ENVIRON, "NOTES_URL": "https://www.notes.example"})
    assert found.secrets == ("canary-ada-1f2e",)


def test_the_port_of_an_address_is_no_secret_where_the_started_deployment_is_told_it(tmp_path: Path) -> None:
    text = HONEST.replace("https://notes.example", "http://127.0.0.1:${PORT}") + (
        '[start]\ncommand = "notes --port ${PORT} --key ${KEY}"\n'
    )
    found = loaded(tmp_path, text, {**ENVIRON, "KEY": "canary-key"})
    assert set(found.secrets) == {"canary-ada-1f2e", "canary-key"}


def test_nothing_printed_of_a_loaded_file_shows_a_secret(tmp_path: Path) -> None:
    text = HONEST.replace("json =", 'headers = { Cookie = "s=${KEY}" }\njson =')
    found = loaded(tmp_path, text, {**ENVIRON, "KEY": "canary-key"})
    assert "bearproof.toml" in repr(found)
    assert "canary" not in repr(found)


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HONEST.replace("\n", "\r\n").encode())
    assert load_target(path, ENVIRON).target.target.name == "Notes"


def test_certificate_authority_is_found_beside_the_file(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    target = loaded(tmp_path, HONEST + '[tls]\nca_file = "ca.pem"\n').target
    assert target.tls.ca_file == (tmp_path / "ca.pem").resolve()


def test_absent_capabilities_are_read(tmp_path: Path) -> None:
    target = loaded(tmp_path, changed('name = "Notes"', 'name = "Notes"\nabsent = ["ssr", "browser"]')).target
    assert target.target.absent == (Capability.SSR, Capability.BROWSER)


def test_the_example_with_every_key_is_sound(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "staging-ca.pem"))
    own = authority.issue_cert("auditor.notes.example")
    own.cert_chain_pems[0].write_to_path(str(tmp_path / "auditor.pem"))
    own.private_key_pem.write_to_path(str(tmp_path / "auditor-key.pem"))
    (tmp_path / "notes_adapter.py").write_text("class Adapter: ...", "utf-8")
    (tmp_path / "notes.graphql").write_text("type Query { me: String }", "utf-8")
    gates = {"STAGING_KEY": "canary-key", "STAGING_PASSWORD": "canary-gate", "CLIENT_SECRET": "canary-client"}
    found = loaded(tmp_path, EXAMPLE.read_text("utf-8"), {**ENVIRON, **SIGNING, **gates})
    assert found.target.users.bob is not None
    canaries = {value for value in (*ENVIRON.values(), *SIGNING.values(), *gates.values()) if "canary" in value}
    assert set(found.secrets) == canaries


@pytest.mark.parametrize("port", ["0", "99999", "x"])
def test_bad_port_is_no_sound_file(tmp_path: Path, port: str) -> None:
    error = refused(tmp_path, HONEST.replace("notes.example", "notes.example:${PORT}"), {**ENVIRON, "PORT": port})
    assert (error.line, error.key) == (3, "target.url")


def test_further_services_are_read_in_their_order(tmp_path: Path) -> None:
    apis = '[[apis]]\nname = "Orders"\nurl = "/orders"\n[[apis]]\nname = "Bills"\nurl = "/bills"\nshares_tokens = false'
    target = loaded(tmp_path, f"{HONEST}\n{apis}").target
    assert [(api.name, api.url, api.method, api.shares_tokens) for api in target.apis] == [
        ("Orders", "/orders", "GET", True),
        ("Bills", "/bills", "GET", False),
    ]


@pytest.mark.parametrize(
    ("second", "line", "key"),
    [
        ('name = "Bills"', 21, "apis[1].url"),
        ('name = "Bills"\nurl = "/bills"\nmethods = "GET"', 24, "apis[1].methods"),
        ('name = "Bills"\nurl = "bills"', 23, "apis[1].url"),
        ('name = "Bills"\nurl = "/bills"\nheaders = { X-Key = "{pasword}" }', 24, "apis[1].headers.X-Key"),
    ],
)
def test_a_problem_of_a_repeated_table_names_which_one(tmp_path: Path, second: str, line: int, key: str) -> None:
    error = refused(tmp_path, f'{HONEST}\n[[apis]]\nname = "Orders"\nurl = "/orders"\n[[apis]]\n{second}')
    assert (error.line, error.key) == (line, key)


def test_a_signing_key_in_the_file_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, f'{HONEST}\n[mint]\nkey = "canary-key-7c8d"')
    assert error.key == "mint.key"
    assert "canary-key-7c8d" not in str(error)
    assert "${MINT_KEY}" in str(error)


def test_a_mint_that_says_nothing_is_refused(tmp_path: Path) -> None:
    assert "expected url or key" in str(refused(tmp_path, f"{HONEST}\n[mint]\nis_base64 = true"))
