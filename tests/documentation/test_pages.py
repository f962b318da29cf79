"""The files of the generated pages, in a folder of the test's own."""

from pathlib import Path

import pytest

from bearproof.documentation import pages
from fixtures import statements
from fixtures.catalogue import load_catalogue


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of ``docs/``."""
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    return tmp_path


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of awaited rules: one that is there, and one that is not."""
    path = tmp_path / "awaited.toml"
    path.write_text('# Why.\n"ssr/renders-identity" = ["S1.87"]\n"ssr/unheard-of" = ["S1.88"]\n', encoding="utf-8")
    monkeypatch.setattr(pages, "AWAITED", path)
    monkeypatch.setattr(statements, "AWAITED", path)
    return path


def test_writing_makes_stale_pages_fresh(docs: Path) -> None:
    assert set(pages.stale()) == set(pages.pages())
    pages.write()
    assert pages.stale() == []
    assert (docs / "rules" / "ssr.md").is_file()

    (docs / "rules" / "ssr.md").write_text("Another text.\n", encoding="utf-8")
    (docs / "rules" / "gone.md").write_text("A suite that is no more.\n", encoding="utf-8")
    assert pages.stale() == [docs / "rules" / "ssr.md", docs / "rules" / "gone.md"]
    pages.write()
    assert pages.stale() == []


def test_every_rule_and_every_statement_has_its_place(docs: Path) -> None:
    pages.write()
    traced = (docs / "traceability.md").read_text("utf-8")
    for rule in load_catalogue().values():
        name = rule.id.partition("/")[2]
        assert f'<a id="{name}"></a>\n\n## {rule.id}\n' in (docs / "rules" / f"{rule.suite}.md").read_text("utf-8")
        assert f"| [`{rule.id}`](rules/{rule.suite}.md#{name}) |" in traced
    for number in statements.load_statements():
        assert f"\n| {number}" in traced


def test_a_rule_that_has_arrived_is_no_longer_awaited(waiting: Path) -> None:
    pages.settle_awaited()

    assert waiting.read_text("utf-8") == '# Why.\n"ssr/unheard-of" = ["S1.88"]\n'
