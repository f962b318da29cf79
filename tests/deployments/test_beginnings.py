"""What `bearproof init` is told about each product, and the one line that a person edits."""

from dataclasses import replace
from pathlib import Path

import pytest

from deployments.beginnings import Edit, beginning_of, search_command
from deployments.truths import Product, products

PRODUCTS = products()


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_every_search_names_an_address_two_accounts_and_where_their_passwords_are(product: Product) -> None:
    for variant in product.truths.variants:
        command = search_command(product, variant, port=8001, output=Path("begun.toml"))
        assert command[3:5] == ["init", "http://127.0.0.1:8001"]
        for name in ("ada", "bob"):
            assert command[command.index(f"--{name}") + 1]
            assert command[command.index(f"--{name}-password-env") + 1].endswith("_PASSWORD")
        assert not any("{port}" in part for part in command)


def test_a_beginning_of_no_variant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "init.toml").write_text('[onne]\noptions = ["--no-browser"]\n', "utf-8")
    with pytest.raises(ValueError, match="unknown variants: onne"):
        beginning_of(replace(PRODUCTS[0], folder=tmp_path), PRODUCTS[0].truths.variants[0])


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("[login]\nurl = 1\n", "[login]\nurl = 1\n\n[policy]\nx = 2\n"),
        ("[policy]\ny = 1\n\n[z]\nx = 3\n", "[policy]\nx = 2\ny = 1\n\n[z]\nx = 3\n"),
        ("[policy]\ny = 1\nx = 1\n", "[policy]\ny = 1\nx = 2\n"),
    ],
)
def test_one_line_is_put_in_or_replaced(text: str, edited: str) -> None:
    assert Edit(section="policy", line="x = 2", why="Only a person knows.").made(text) == edited
