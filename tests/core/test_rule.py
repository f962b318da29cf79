"""A rule without its words is no rule: the decorator refuses it when the suite is imported."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from fixtures import rule as rules
from fixtures.rule import BCP_2026, GUIDE_2019, MUST, SHOULD, Catalogue, Severity, rule_of

DOCSTRING = '''"""A good server does it.

    Why: it matters.
    Judged: it is asked,
    and asked again.
    Fix: do it.
    """'''
METADATA = 'severity=Severity.LOW, asvs=AsvsLevel.NONE, profiles=(GUIDE_2019.at(SHOULD), BCP_2026), refs=("CWE-1",)'


@pytest.fixture(autouse=True)
def _catalogue_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CATALOGUE", Catalogue())


def imported(
    folder: Path,
    *,
    docstring: str = DOCSTRING,
    metadata: str = METADATA,
    name: str = "test_does_it",
    suite: str = "made-up",
) -> ModuleType:
    """Write a suite with one rule and import it."""
    path = folder / "suites" / suite / "test_module.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "from fixtures.rule import BCP_2026, GUIDE_2019, SHOULD, AsvsLevel, Severity, rule\n\n\n"
        f"@rule({metadata})\ndef {name}() -> None:\n    {docstring}\n",
        encoding="utf-8",
    )
    spec = importlib.util.spec_from_file_location("a_suite_of_the_tests", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_about_a_rule_is_said_in_its_decorator_and_docstring(tmp_path: Path) -> None:
    made = rule_of(imported(tmp_path).test_does_it)

    assert made is not None
    assert (made.id, made.suite, made.title) == ("made-up/does-it", "made-up", "A good server does it.")
    assert (made.why, made.judged, made.fix) == ("It matters.", "It is asked, and asked again.", "Do it.")
    assert (made.severity, made.refs) == (Severity.LOW, ("CWE-1",))
    assert dict(made.levels) == {GUIDE_2019: SHOULD, BCP_2026: MUST}


@pytest.mark.parametrize(
    ("docstring", "lacking"),
    [
        ('"""A title."""', "Why:, Judged:, Fix:"),
        (DOCSTRING.replace("Fix:", "Repair:"), "Fix:"),
        (DOCSTRING.replace("it matters.", ""), "Why:"),
        ("...", "Why:, Judged:, Fix:"),
        (DOCSTRING.replace("A good server does it.\n\n", ""), "Why:"),
    ],
)
def test_a_rule_without_its_words_is_refused(tmp_path: Path, docstring: str, lacking: str) -> None:
    with pytest.raises(ValueError, match=f"made-up/does-it: the docstring lacks {lacking}"):
        imported(tmp_path, docstring=docstring)


@pytest.mark.parametrize(
    "metadata", [METADATA.replace('("CWE-1",)', "()"), METADATA.replace("(GUIDE_2019.at(SHOULD), BCP_2026)", "()")]
)
def test_a_rule_without_references_or_profiles_is_refused(tmp_path: Path, metadata: str) -> None:
    with pytest.raises(ValueError, match="names at least one profile and one reference"):
        imported(tmp_path, metadata=metadata)


@pytest.mark.parametrize("missing", ["severity=Severity.LOW, ", "asvs=AsvsLevel.NONE, ", ', refs=("CWE-1",)'])
def test_a_rule_without_severity_level_or_references_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(TypeError, match=missing.strip(", ").partition("=")[0]):
        imported(tmp_path, metadata=METADATA.replace(missing, ""))


def test_a_rule_outside_of_a_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a rule is a function test_<fact>"):
        imported(tmp_path, suite="made-up/deeper")


def test_a_rule_that_is_not_named_as_a_test_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a rule is a function test_<fact>"):
        imported(tmp_path, name="does_it")


def test_what_is_no_rule_carries_none() -> None:
    assert rule_of(test_what_is_no_rule_carries_none) is None
    assert rule_of(None) is None
