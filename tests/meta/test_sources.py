"""What holds for every file: its size, its names, and whom it may import."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.sources import CHECKOUT, PACKAGES, imported_modules, python_files, tree_of

MOST_LINES = 400
SUFFIXES = (".py", ".js", ".html", ".j2", ".css")
BANNED = frozenset({"should", "handle", "util", "utils", "helper", "helpers", "manager", "base"})
BANNED_STARTS = ("check_", "verify_")
GIVEN = frozenset({"base_url", "handle_request", "handle_error", "handle_starttag", "SHOULD", "BASE64", "BASE64URL"})
"""Names that others gave: httpx an argument, libraries methods to override, RFC 2119 a level, RFC 4648 encodings."""

FILES = tuple(
    path.relative_to(CHECKOUT)
    for package in PACKAGES
    for path in sorted((CHECKOUT / package).rglob("*"))
    if path.suffix in SUFFIXES
)
MODULES = tuple(path for package in PACKAGES for path in python_files(package))
every_module = pytest.mark.parametrize("path", MODULES, ids=str)


def test_the_files_are_there() -> None:
    assert len(MODULES) > 150
    assert {path.suffix for path in FILES} == set(SUFFIXES)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_has_one_purpose_and_fits_into_a_head(path: Path) -> None:
    assert len((CHECKOUT / path).read_text(encoding="utf-8").splitlines()) < MOST_LINES


def names_in(tree: ast.Module) -> Iterator[str]:
    """Every name that a module gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@every_module
def test_no_name_is_a_word_that_says_nothing(path: Path) -> None:
    # A "should rule" is a rule of that level, and no wish.
    given = {*names_in(tree_of(path)), *path.with_suffix("").parts} - GIVEN
    names = {name.replace("should_rule", "rule") for name in given}
    words = {name: set(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)) for name in names}

    assert [name for name in names if {word.lower() for word in words[name]} & BANNED] == []
    assert [name for name in names if name.lstrip("_").startswith(BANNED_STARTS)] == []


ALLOWED: dict[str, tuple[str, ...]] = {
    "suites": ("fixtures",),
    "fixtures": ("fixtures",),
    "reports": ("reports", "fixtures.rule", "fixtures.verdict"),
    "reference_server": ("reference_server",),
    "bearproof": ("bearproof", "fixtures", "reports"),
}
"""The arrows of the architecture: who may import whom."""


@pytest.mark.parametrize("path", [path for package in ALLOWED for path in python_files(package)], ids=str)
def test_imports_go_one_way(path: Path) -> None:
    ours = {name for name in imported_modules(path) if name.partition(".")[0] in PACKAGES}

    assert [name for name in ours if not any(f"{name}.".startswith(f"{one}.") for one in ALLOWED[path.parts[0]])] == []


def test_only_the_launcher_starts_the_reference_server() -> None:
    starters = {
        str(path)
        for package in ("fixtures", "suites", "reports")
        for path in python_files(package)
        if '"reference_server"' in (CHECKOUT / path).read_text(encoding="utf-8")
    }

    assert starters == {"fixtures/target/reference.py"}


@pytest.mark.parametrize("path", python_files("suites"), ids=str)
def test_a_suite_holds_rules_and_nothing_else(path: Path) -> None:
    kinds = {type(node) for node in tree_of(path).body}

    assert kinds <= {ast.Expr, ast.ImportFrom, ast.FunctionDef}, "helpers belong into fixtures"


@every_module
def test_every_module_says_what_it_is(path: Path) -> None:
    if path.name != "__init__.py" or (CHECKOUT / path).stat().st_size:
        assert ast.get_docstring(tree_of(path)), f"{path} has no docstring"
