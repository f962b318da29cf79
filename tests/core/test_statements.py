"""The statements as they are read from their files."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from fixtures import statements
from fixtures.catalogue import load_catalogue
from fixtures.statements import load_statements, rules_by_statement

_ONE = '[[statement]]\nnumber = "S1.1"\nsection = "A"\nstrength = "must"\ntext = "B."\n'


@pytest.fixture
def guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two small editions, in the place of the real one."""
    monkeypatch.setattr(statements, "GUIDES", tmp_path)
    (tmp_path / "guide-2019.toml").write_text(_ONE, encoding="utf-8")
    (tmp_path / "guide-2022.toml").write_text(_ONE.replace("S1.1", "S2.1"), encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("guides")
def test_both_editions_are_read_in_order() -> None:
    assert list(load_statements.__wrapped__()) == ["S1.1", "S2.1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [('"S1.1"', '"S3.1"'), ('"must"', '"perhaps"'), ('"B."', '""'), ("section", "chapter")],
)
def test_a_file_out_of_shape_is_refused(guides: Path, before: str, after: str) -> None:
    (guides / "guide-2019.toml").write_text(_ONE.replace(before, after), encoding="utf-8")

    with pytest.raises(ValidationError):
        load_statements.__wrapped__()


def test_a_number_that_comes_twice_is_refused(guides: Path) -> None:
    (guides / "guide-2022.toml").write_text(_ONE, encoding="utf-8")

    with pytest.raises(ValueError, match=r"S1\.1 twice"):
        load_statements.__wrapped__()


def test_rules_are_found_by_what_they_judge() -> None:
    rules = load_catalogue()
    found = rules_by_statement(rules.values())

    assert rules["refresh/rotates-and-retires"] in found["S1.75"]
    assert all(number in rule.statements for number, judging in found.items() for rule in judging)
    assert sum(map(len, found.values())) == sum(len(rule.statements) for rule in rules.values())
