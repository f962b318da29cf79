"""The tables of the applications speak of rules, faults and variants that there are."""

import re

import pytest

from fixtures.catalogue import load_catalogue
from fixtures.verdict import Verdict
from tests.independent.application import Application, Fault, applications

RULES = load_catalogue()
SWITCHES = re.compile(r"""["'`]([\w{}$]+)["'`]|\b(\w+): ['"]""")
every_application = pytest.mark.parametrize("application", applications().values(), ids=lambda item: item.name)


def test_there_are_three_applications_with_hundreds_of_faults() -> None:
    assert sorted(applications()) == ["boards", "fermata", "pantry"]
    assert all(len(item.faults) > 300 for item in applications().values())


@every_application
def test_a_fault_names_rules_that_there_are(application: Application) -> None:
    unknown = {name: set(fault.named_rules) - set(RULES) for name, fault in application.faults.items()}

    assert {name: rules for name, rules in unknown.items() if rules} == {}


@every_application
def test_a_fault_is_in_the_source(application: Application) -> None:
    switches = _switches(application)

    assert [name for name in application.faults if not _is_switched(name, switches)] == []


@every_application
def test_a_variant_is_in_the_source(application: Application) -> None:
    assert set(application.description.variants) - _switches(application) == set()


@every_application
def test_a_target_file_is_there_for_every_fault_and_variant(application: Application) -> None:
    variants = application.description.variants.values()
    named = {fault.design for fault in application.faults.values()}.union(*(item.designs for item in variants))

    assert named - set(application.designs) == set()


@every_application
def test_a_known_miss_is_a_fault_that_names_rules(application: Application) -> None:
    for name, miss in application.known_misses.items():
        assert application.faults[name].named_rules, name
        assert miss.why.endswith("."), name


@every_application
def test_a_setting_names_a_table_and_a_key(application: Application) -> None:
    written = [fault.settings for fault in application.faults.values()]
    written += [variant.settings for variant in application.description.variants.values()]

    assert [key for settings in written for key in settings if key.count(".") != 1] == []


def test_a_group_wants_one_of_its_rules_and_the_others_want_all() -> None:
    fault = Fault(design="guide", rules=("a", "b"), one_of=(("c", "d"),))

    assert fault.missed({"a": Verdict.FAILED, "b": Verdict.FAILED, "c": Verdict.PASSED, "d": Verdict.FAILED}) == ()
    assert fault.missed({"a": Verdict.FAILED, "b": Verdict.PASSED, "c": Verdict.PASSED}) == (
        "b is passed",
        "c is passed, d is not run",
    )


def _switches(application: Application) -> set[str]:
    sources = [path for path in (application.folder / "app").rglob("*") if path.suffix in {".py", ".js"}]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return {quoted or key for quoted, key in SWITCHES.findall(text)}


def _is_switched(name: str, switches: set[str]) -> bool:
    # Where one fault stands for several endpoints, the source composes its name: fp_unchecked_{where}.
    stem, _, _ = name.rpartition("_")
    return not switches.isdisjoint({name, f"{stem}_{{where}}", f"{stem}_${{where}}"})
