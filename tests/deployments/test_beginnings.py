"""What `bearproof init` is told about each product, and the one line that a person edits."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from deployments.beginnings import SearchFailedError, beginning_of, edited, search_command
from deployments.truths import Product, products

PRODUCTS = products()


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_every_search_names_an_address_two_accounts_and_where_their_passwords_are(product: Product) -> None:
    for variant in product.truths.variants:
        command = search_command(product, variant, port=8001, output=Path("begun.toml"))
        assert command[3] == "init"
        assert command[4].startswith("http://127.0.0.1:8001")
        for name in ("ada", "bob"):
            assert command[command.index(f"--{name}") + 1]
            assert command[command.index(f"--{name}-password-env") + 1].endswith("_PASSWORD")
        assert not any("{port}" in part for part in command)
        assert "--absent" not in command, "what is not there by design is the one line that a person edits"


def test_a_beginning_of_no_variant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "init.toml").write_text('[onne]\noptions = ["--no-browser"]\n', "utf-8")
    with pytest.raises(ValueError, match="unknown variants: onne"):
        beginning_of(replace(PRODUCTS[0], folder=tmp_path), PRODUCTS[0].truths.variants[0])


@pytest.mark.parametrize(
    "said", ['judged_as = "none"\nwhy = "The same."', 'judged_as = "{other}"', 'why = "The same."']
)
def test_a_variant_that_is_judged_as_another_names_one_and_says_why(said: str, tmp_path: Path) -> None:
    first, other = PRODUCTS[0].truths.variants[:2]
    (tmp_path / "init.toml").write_text(f"[{first}]\n{said.replace('{other}', other)}\n", "utf-8")
    with pytest.raises(ValueError, match=r"unknown variants: none|says why"):
        beginning_of(replace(PRODUCTS[0], folder=tmp_path), first)


@pytest.mark.parametrize(
    "text",
    [
        '[target]\nname = "x"\n\n# Keep of these.\n# absent = ["ssr"]\n\n[z]\n',
        '[target]\nname = "x"\nabsent = []\n[z]\n',
    ],
)
def test_the_one_line_is_put_where_it_is_offered_or_stands(text: str) -> None:
    made = edited(text, 'absent = ["browser"]')

    assert tomllib.loads(made) == {"target": {"name": "x", "absent": ["browser"]}, "z": {}}
    assert len(made.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("text", ['[target]\nname = "x"\n[z]\nabsent = []\n', "", "[z]\n"])
def test_a_line_that_is_not_offered_is_not_put_in(text: str) -> None:
    with pytest.raises(SearchFailedError, match="does not offer"):
        edited(text, 'absent = ["browser"]')
