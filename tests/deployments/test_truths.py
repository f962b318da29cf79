"""The truths of every product are whole: each rule once, each with a verdict, a reason and facts found by hand."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from deployments.truths import Product, Truths, product_in, products
from fixtures.catalogue import load_catalogue

PRODUCTS = products()
VARIANTS = [(product, variant) for product in PRODUCTS for variant in product.truths.variants]
each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
each_variant = pytest.mark.parametrize(
    ("product", "variant"), VARIANTS, ids=[f"{product.name}-{variant}" for product, variant in VARIANTS]
)


def test_the_products_are_here() -> None:
    assert [product.name for product in PRODUCTS] == [
        "directus",
        "dj_rest_auth",
        "drf_simplejwt",
        "flask_jwt_extended",
        "node-red",
        "oidc-provider",
    ]


@each_variant
def test_every_rule_of_the_profile_has_one_truth(product: Product, variant: str) -> None:
    profile = product.truths.profile
    rules = {rule.id for rule in load_catalogue().values() if rule.level_in(profile) is not None}
    assert set(product.expected(variant)) == rules


@each_product
def test_every_reason_rests_on_facts_found_by_hand(product: Product) -> None:
    found = (product.folder / "truth.md").read_text("utf-8").splitlines()
    quoted = [fact for entry in product.truths.truth for fact in entry.facts]
    assert [fact for fact in quoted if f"- {fact}" not in found] == []


@each_product
def test_a_fact_about_some_variants_decides_only_those(product: Product) -> None:
    for entry in product.truths.truth:
        for fact in entry.facts:
            about = {name.strip() for name in fact.partition(":")[0].split(",")}
            if about <= set(product.truths.variants):
                assert set(entry.variants or product.truths.variants) <= about, (entry.rules, fact)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"rules": ["a/b", "a/b"]}], "a/b has two truths"),
        ([{"rules": ["a/b"]}, {"rules": ["a/b"], "variants": ["one"]}], "a/b has two truths"),
        ([{"rules": ["a/b"], "variants": ["onne"]}], "unknown variants: onne"),
    ],
)
def test_contradictions_are_refused(entries: list[dict[str, object]], message: str, tmp_path: Path) -> None:
    facts = {"verdict": "passed", "facts": ["seen"], "reason": "so"}
    truths = Truths.model_validate(
        {"profile": "guide-2019", "variants": ["one", "two"], "truth": [{**facts, **entry} for entry in entries]}
    )
    with pytest.raises(ValueError, match=message):
        Product(name="x", folder=tmp_path, truths=truths).expected("one")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('verdict = "passed"', 'verdict = "fine"'),
        ('facts = ["seen"]', "facts = []"),
        ('reason = "so"', 'reason = ""'),
        ('reason = "so"', ""),
        ('reason = "so"', 'reason = "so"\nremark = "x"'),
    ],
)
def test_a_truth_without_verdict_fact_or_reason_is_none(tmp_path: Path, old: str, new: str) -> None:
    sound = '[[truth]]\nrules = ["a/b"]\nverdict = "passed"\nfacts = ["seen"]\nreason = "so"\n'
    head = 'profile = "guide-2019"\nvariants = ["one"]\n'
    (tmp_path / "truths.toml").write_text(head + sound, "utf-8")
    assert product_in(tmp_path).expected("one").keys() == {"a/b"}
    (tmp_path / "truths.toml").write_text(head + sound.replace(old, new), "utf-8")
    with pytest.raises(ValidationError):
        product_in(tmp_path)
