"""Arrows between the packages go one way, and none goes to a user's common names by accident."""

import ast
from collections.abc import Iterator

import grimp
import pytest

from bearproof.tree import SUITES, TREE

PACKAGES = ("bearproof", "reports", "fixtures", "reference_server")
ALLOWED = {
    "bearproof": {"bearproof", "reports", "fixtures"},
    "reports": {"reports", "fixtures.rule", "fixtures.verdict"},
    "fixtures": {"fixtures"},
    "reference_server": {"reference_server"},
    "suites": {"fixtures"},
}
"""What the modules of a package may import of ours: a package with all its modules, or one module."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """The imports of every module, those inside of functions included."""
    return grimp.build_graph(*PACKAGES, cache_dir=None)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_it_may(graph: grimp.ImportGraph, package: str) -> None:
    modules = [name for name in graph.modules if name == package or name.startswith(f"{package}.")]
    assert len(modules) > 2
    strays = [
        f"{module} imports {imported}"
        for module in modules
        for imported in graph.find_modules_directly_imported_by(module)
        if not _is_allowed(package, imported)
    ]
    assert not strays


def test_nothing_below_rests_on_what_rules_try(graph: grimp.ImportGraph) -> None:
    """What rules try at a deployment is the top floor of the library; the plugin alone knows it, to register it."""
    trials = [name for name in graph.modules if name.startswith("fixtures.trials.")]
    assert len(trials) > 50
    strays = [
        f"{importer} imports {module}"
        for module in trials
        for importer in graph.find_modules_that_directly_import(module)
        if importer.startswith("fixtures.") and not importer.startswith(("fixtures.trials.", "fixtures.plugin"))
    ]
    assert not strays


def test_suites_import_nothing_of_ours_but_fixtures() -> None:
    modules = sorted(SUITES.rglob("*.py"))
    assert len(modules) > 10
    strays = [
        f"{module.relative_to(TREE)} imports {name}"
        for module in modules
        for name in _imported(module.read_text(encoding="utf-8"))
        if name.split(".")[0] in {*PACKAGES, "suites", "tests", "deployments"} and not _is_allowed("suites", name)
    ]
    assert not strays


def test_no_package_of_the_tree_has_a_cycle_through_another(graph: grimp.ImportGraph) -> None:
    """Two packages that need each other are one package in two folders."""
    for one in PACKAGES:
        for other in PACKAGES:
            if one < other:
                there = graph.chain_exists(one, other, as_packages=True)
                back = graph.chain_exists(other, one, as_packages=True)
                assert not (there and back), f"{one} and {other} import each other"


def _is_allowed(package: str, imported: str) -> bool:
    return any(imported == name or imported.startswith(f"{name}.") for name in ALLOWED[package])


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
