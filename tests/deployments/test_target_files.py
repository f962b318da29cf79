"""The target files of the real products load, and say what the truths rest on."""

import pytest

from deployments.truths import Product, products
from fixtures.rule import Capability
from fixtures.target.loader import load_target

VARIANTS = [(product, variant) for product in products() for variant in product.truths.variants]
ENVIRON = {
    "PORT": "8001",
    "ALICE_PASSWORD": "canary-alice",
    "ADMIN_PASSWORD": "canary-second",
    "BOB_PASSWORD": "canary-second",
}
each_variant = pytest.mark.parametrize(
    ("product", "variant"), VARIANTS, ids=[f"{product.name}-{variant}" for product, variant in VARIANTS]
)


@each_variant
def test_target_file_loads(product: Product, variant: str) -> None:
    loaded = load_target(product.target_file(variant), ENVIRON)
    target = loaded.target
    assert target.target.url == "http://127.0.0.1:8001"
    assert target.target.profile is product.truths.profile
    assert target.target.name == f"{product.name}, {variant}"
    assert target.users.ada.username.startswith("alice")
    assert target.users.bob is not None
    assert set(loaded.secrets) == {"canary-alice", "canary-second"}
    assert (Capability.BROWSER in target.target.absent) == (target.app is None)


@pytest.mark.parametrize("product", products(), ids=lambda product: product.name)
def test_every_target_file_belongs_to_a_variant(product: Product) -> None:
    files = {path.stem for path in product.folder.glob("*.toml")} - {"truths", "init"}
    assert files == set(product.truths.variants)
