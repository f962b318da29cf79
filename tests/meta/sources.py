"""The source files of the project, as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("bearproof", "fixtures", "reference_server", "reports", "suites", "tests")


@cache
def python_files(package: str) -> tuple[Path, ...]:
    """Every module of a package, by path below the checkout."""
    return tuple(sorted(path.relative_to(CHECKOUT) for path in (CHECKOUT / package).rglob("*.py")))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((CHECKOUT / path).read_text(encoding="utf-8"))


def rule_functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Every function at the top of a module of the suites."""
    for path in python_files("suites"):
        yield from ((path, node) for node in tree_of(path).body if isinstance(node, ast.FunctionDef))


def imported_modules(path: Path) -> set[str]:
    """The modules that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{path} imports relatively"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
