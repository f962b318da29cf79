"""The page that shows real products by rules: what an audit finds, and which fact decides each failure.

It is made from the truths in ``deployments``, to which ``make deployments`` holds every audit. This command, like that
folder, belongs to the checkout alone.
"""

import shlex
from collections import Counter
from collections.abc import Iterator

from bearproof.documentation.markdown import link_of, plain, table
from bearproof.documentation.rule_pages import GENERATED
from deployments.beginnings import absences, beginning_of
from deployments.truths import Product, products
from fixtures.rule import Catalogue
from fixtures.verdict import Verdict

_MARKS = {
    Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.INCONCLUSIVE: "?", Verdict.INAPPLICABLE: "·",
    Verdict.UNTESTED: "–",
}  # fmt: skip
_INTRODUCTION = """\
# Scoreboard

Six products that people use, each as its makers ship it, judged by the profile `{profile}`. What stands here was found
by hand first, with a client, a browser and the product's own code; `make deployments` starts each product, audits it
and holds every verdict to it. The folders of `deployments/` have the target files, the facts, and which fact decides
which rule.

A failure is no accusation: the profile asks for the words of one guide, which few of these products set out to follow.
"""
_SEARCH = """\
`make deployments ARGUMENTS=--init` audits the same products with target files that `bearproof init` has written, given
an address, two accounts and the command that starts the product. The address is that of the start page, of the login of
an API, or the one to which an application sends whoever signs in at a provider; its host and port are left out here.
One line of each file is edited before the audit: `target.absent` in `[target]`, which the search offers behind `#`, and
of which a person keeps what the product does not have by design. The verdicts have to be the same.
"""


def scoreboard_page(catalogue: Catalogue) -> str:
    """Return the whole page."""
    return "\n".join(_parts(catalogue))


def _parts(catalogue: Catalogue) -> Iterator[str]:
    known = products()
    columns = [(product, variant) for product in known for variant in product.truths.variants]
    judged = {(*column, number): column[0].expected(column[1]) for number, column in enumerate(columns, start=1)}
    counts = {column: Counter(found.verdict for found in rules.values()) for column, rules in judged.items()}
    yield GENERATED
    yield _INTRODUCTION.format(profile=", ".join(sorted({product.truths.profile for product in known})))
    yield "## The products\n"
    verdicts = tuple(_MARKS)
    yield table(
        ("", "Product", "Variant", *(f"{_MARKS[verdict]} {verdict}" for verdict in verdicts)),
        (
            (str(column[2]), _folder(column[0]), f"`{column[1]}`", *(str(count[verdict]) for verdict in verdicts))
            for column, count in counts.items()
        ),
    )
    yield "## By rule\n"
    rows = [rule for rule in catalogue.values() if any(rule.id in rules for rules in judged.values())]
    yield table(
        ("Rule", *(str(number) for _product, _variant, number in judged)),
        (
            (link_of(rule, folder="rules/"), *(_mark(rules[rule.id].verdict) for rules in judged.values()))
            for rule in rows
        ),
    )
    yield "## What fails, and why\n"
    for product in known:
        yield f"### {plain(product.name)}\n"
        yield table(("Rule", "Variants", "Why"), _failures(product, catalogue))
    yield "## By a file that `bearproof init` has written\n"
    yield _SEARCH
    yield table(
        ("", "Product", "Variant", "Address", "Told besides", "The edited line"),
        (
            (str(number), _folder(product), f"`{variant}`", *_told(product, variant))
            for product, variant, number in judged
        ),
    )


def _failures(product: Product, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for entry in product.truths.truth:
        if entry.verdict is Verdict.FAILED:
            named = ", ".join(f"`{name}`" for name in entry.variants) or "all"
            for rule in entry.rules:
                yield link_of(catalogue[rule], folder="rules/"), named, plain(entry.reason)


def _told(product: Product, variant: str) -> tuple[str, str, str]:
    beginning = beginning_of(product, variant)
    address = f"`{beginning.address or '/'}`"
    options = f"`{shlex.join(beginning.options)}`" if beginning.options else ""
    judged_as = f" Judged as `{beginning.judged_as}`: {plain(beginning.why)}" if beginning.judged_as else ""
    return address, f"{options}{judged_as}".strip(), f"`{absences(product, variant)}`"


def _mark(verdict: Verdict) -> str:
    return _MARKS.get(verdict, verdict)


def _folder(product: Product) -> str:
    return f"`deployments/{product.name}`"
