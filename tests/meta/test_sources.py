"""What holds for every file: its size, its names, and whom it may import."""

import ast
from pathlib import Path

import pytest

from tests.meta.refusals import ALLOWED, names_in, names_that_say_nothing, strays
from tests.meta.sources import CHECKOUT, PACKAGES, imported_modules, python_files, tree_of

MOST_LINES = 400
SUFFIXES = (".py", ".js", ".html", ".j2", ".css")

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


@every_module
def test_no_name_is_a_word_that_says_nothing(path: Path) -> None:
    given = {*names_in(tree_of(path)), *path.with_suffix("").parts}

    assert names_that_say_nothing(given) == []


@pytest.mark.parametrize("path", [path for package in ALLOWED for path in python_files(package)], ids=str)
def test_imports_go_one_way(path: Path) -> None:
    assert strays(path.parts[0], imported_modules(path)) == []


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
