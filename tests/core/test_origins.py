"""Origins are written as browsers write them, and look-alikes are none of the trusted ones."""

import pytest

from fixtures.origins import Relation, foreign_origins, is_local, origin_of, sibling_of, trusted_origins
from tests.core.building import target


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://App.Example/path?x#y", "https://app.example"),
        ("https://app.example:443/", "https://app.example"),
        ("http://app.example:80", "http://app.example"),
        ("https://app.example:8443", "https://app.example:8443"),
        ("http://[::1]:8000/x", "http://[::1]:8000"),
    ],
)
def test_an_origin_has_a_port_only_where_it_is_unusual(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_application_and_the_declared_origins_are_trusted() -> None:
    described = target(
        "https://api.example.com",
        app={"url": "https://app.example.com/notes"},
        policy={"trusted_origins": ["https://admin.example.com"]},
    )

    assert trusted_origins(described) == (
        "https://app.example.com",
        "https://api.example.com",
        "https://admin.example.com",
    )


def test_every_kind_of_look_alike_is_made() -> None:
    made = {foreign.origin: foreign.relation for foreign in foreign_origins(target("https://app.example.com"))}

    assert made == {
        "https://attacker.example": Relation.CROSS_SITE,
        "null": Relation.CROSS_SITE,
        "https://app.example.com:8443": Relation.SAME_SITE,
        "http://app.example.com": Relation.CROSS_SITE,
        "https://app.example.com.attacker.example": Relation.CROSS_SITE,
        "https://attackerapp.example.com": Relation.SAME_SITE,
        "https://app.example.com_.attacker.example": Relation.CROSS_SITE,
        "https://app.example.com%60.attacker.example": Relation.CROSS_SITE,
        "https://appxexample.com": Relation.CROSS_SITE,
        "https://attacker.app.example.com": Relation.SAME_SITE,
    }


def test_the_domain_of_the_users_is_imitated_as_well() -> None:
    users = {"ada": {"username": "ada@Notes.example", "password": "as-it-was-chosen"}}
    made = {foreign.origin: foreign.relation for foreign in foreign_origins(target("https://localhost", users=users))}

    assert made["https://attackernotes.example"] is Relation.CROSS_SITE
    assert made["https://notes.example.attacker.example"] is Relation.CROSS_SITE


def test_a_declared_origin_is_not_attacked_from() -> None:
    described = target("https://app.example", policy={"trusted_origins": ["https://app.example:8443"]})

    assert "https://app.example:8443" not in {foreign.origin for foreign in foreign_origins(described)}


def test_trusted_siblings_are_not_attacked_from() -> None:
    described = target("https://app.example.com", policy={"trusts_sibling_sites": True})

    assert {foreign.relation for foreign in foreign_origins(described)} == {Relation.CROSS_SITE}


def test_an_address_has_no_names_that_look_like_it() -> None:
    made = {foreign.origin for foreign in foreign_origins(target("http://127.0.0.1:8000"))}

    assert made == {"https://attacker.example", "null", "http://127.0.0.1:8443"}


@pytest.mark.parametrize(
    ("url", "sibling"),
    [
        ("https://app.example", "https://attacker.app.example"),
        ("https://app.example:9000", "https://attacker.app.example:9000"),
        ("https://localhost:9000", "https://localhost:8443"),
        ("https://localhost:8443", "https://localhost:9443"),
    ],
)
def test_a_sibling_is_on_the_same_site(url: str, sibling: str) -> None:
    assert sibling_of(url).origin == sibling
    assert dict(sibling_of(url).headers(mode="no-cors", destination="empty"))["Sec-Fetch-Site"] == "same-site"


@pytest.mark.parametrize("host", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "::1", "LOCALHOST."])
def test_a_host_of_this_machine_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["app.example", "10.0.0.1", "localhost.example", ""])
def test_any_other_host_is_not(host: str) -> None:
    assert not is_local(host)
