"""Arrows go one way: the reports know the words of rules and verdicts, and nothing of how a run is made."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"bearproof", "fixtures", "reference_server", "suites", "tests"}
ALLOWED = {"fixtures.rule", "fixtures.verdict"}
STRANGERS = {"pytest", "_pytest", "httpx", "playwright"}


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_reports_know_only_rules_and_verdicts() -> None:
    modules = list((ROOT / "reports").rglob("*.py"))
    assert len(modules) > 10
    imported = {name for module in modules for name in _imported(module)}
    assert {name for name in imported if name.partition(".")[0] in OURS} == ALLOWED
    assert not {name.partition(".")[0] for name in imported} & STRANGERS
