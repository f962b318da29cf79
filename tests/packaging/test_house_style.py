"""Names say what a thing is, and files stay small."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bearproof.tree import TREE

CODE = ("bearproof", "bench", "deployments", "fixtures", "reference_server", "reports", "suites", "tests")
LONGEST = 400
TEXTS = (".py", ".js", ".html", ".css", ".sh")
# A fault may skip a check, but a function that is called check_something does not say what is true afterwards.
BANNED = re.compile(r"^(check|verify)_|(^|_)(utils?|helpers?|manager|handle[sd]?|base(?!_url)|should(?!_rules?))(_|$)")
# Names that somebody else chose: a library calls them, or a standard has them (SHOULD, RFC 2119).
GIVEN = {"handle_error", "handle_request", "handle_starttag", "SHOULD", "test_unauthorized_handled"}
WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
THIRD_PARTY = "app"
"""Folders of this name below ``deployments`` and ``tests/independent`` hold the applications under audit."""


def files(*suffixes: str) -> list[Path]:
    """Return every file of the project with one of ``suffixes``."""
    found = [path for top in CODE for path in (TREE / top).rglob("*") if path.suffix in suffixes]
    return sorted(path for path in found if path.is_file() and not _is_foreign(path.relative_to(TREE)))


def _is_foreign(path: Path) -> bool:
    audited = path.parts[0] == "deployments" or path.parts[:2] == ("tests", "independent")
    return "__pycache__" in path.parts or (audited and THIRD_PARTY in path.parts)


def named(path: Path) -> str:
    """Name a file for a message."""
    return str(path.relative_to(TREE))


def test_there_is_something_to_look_at() -> None:
    assert len(files(".py")) > 50
    assert len(files(".js")) > 5


def test_files_are_small() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(*TEXTS)}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert not long, f"more than {LONGEST} lines: split them by purpose"


def test_names_say_what_a_thing_is() -> None:
    empty = [
        f"{named(path)}: {name}"
        for path in files(".py")
        for name in (path.stem, *_names(ast.parse(path.read_text(encoding="utf-8"))))
        if name not in GIVEN and BANNED.search(_in_words(name))
    ]
    assert not empty, "words that say nothing"


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def _in_words(name: str) -> str:
    return "_".join(WORDS.findall(name)).lower()


@pytest.mark.parametrize("name", ["CookieHelper", "token_utils", "handle_login", "BaseStore", "check_token", "manager"])
def test_the_banned_words_are_found_in_any_spelling(name: str) -> None:
    assert BANNED.search(_in_words(name))


@pytest.mark.parametrize("name", ["database", "checkout", "basement", "shoulder", "unhandled", "verified", "base64"])
def test_words_that_contain_them_are_no_offence(name: str) -> None:
    assert not BANNED.search(_in_words(name))
