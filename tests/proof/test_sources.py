"""A mend of one fault leaves the proof of the others as it is; a mend of anything else leaves none."""

from pathlib import Path

import pytest

from reference_server.blueprint import honest
from reference_server.faults.registry import all_faults
from tests.proof.breakdown import TABLE
from tests.proof.cells import Cell, DegenerateCell, FaultCell, all_cells
from tests.proof.sources import CHECKOUT, Sources

CELLS = all_cells()
FAULTS = CHECKOUT / "reference_server" / "faults"
AS_IT_IS = Sources()


def altered(changed: Path, extra: bytes = b"\n") -> set[str]:
    """Return the names of the cells that are to be proven again when a byte is added to this file."""
    assert changed.is_file()
    now = Sources(lambda path: path.read_bytes() + (extra if path == changed else b""))
    return {cell.name for cell in CELLS if now.hash_of(cell) != AS_IT_IS.hash_of(cell)}


def of_modules(*names: str) -> set[str]:
    modules = {f"reference_server.faults.{name}" for name in names}
    return {cell.name for cell in CELLS if isinstance(cell, FaultCell) and cell.fault.module in modules}


def names(cells: tuple[Cell, ...]) -> set[str]:
    return {cell.name for cell in cells}


def test_a_module_of_faults_matters_to_its_own_cells() -> None:
    assert altered(FAULTS / "races.py") == of_modules("races") != set()


def test_a_module_matters_to_those_that_import_it() -> None:
    # ssr has its cookies rewritten by cookie; wholesale_answers has that and a fault of cookie.
    assert altered(FAULTS / "cookie.py") == of_modules("cookie", "ssr", "wholesale_answers")


def test_a_file_of_the_client_matters_to_the_faults_that_bring_it() -> None:
    path = FAULTS / "client" / "tabs_silent.js"
    bringing = {
        fault.name
        for fault in all_faults()
        if path in fault.apply(honest(fault.profiles[0])).client.modules.values()
    }  # fmt: skip

    assert bringing
    assert altered(path) == {cell.name for cell in CELLS if isinstance(cell, FaultCell) and cell.fault.name in bringing}


def test_the_table_of_the_degenerate_servers_matters_to_those() -> None:
    assert altered(TABLE) == {cell.name for cell in CELLS if isinstance(cell, DegenerateCell)}


@pytest.mark.parametrize(
    "path",
    [
        "suites/refresh/test_renewal.py",
        "fixtures/rule.py",
        "reference_server/sessions.py",
        "reference_server/client/token.js",
        "reference_server/faults/registry.py",
        "tests/proof/cells.py",
        "tests/core/application.py",
        "pyproject.toml",
    ],
)
def test_whatever_else_there_is_matters_to_all(path: str) -> None:
    assert altered(CHECKOUT / path) == names(CELLS)


def test_a_module_of_faults_that_does_more_than_define_matters_to_all() -> None:
    assert altered(FAULTS / "races.py", b"\nprint()\n") == names(CELLS)


def test_a_module_of_faults_that_others_begin_to_import_matters_to_all() -> None:
    importing = b"\nfrom reference_server.faults.races import anything\n"

    now = Sources(lambda path: path.read_bytes() + (importing if path.name == "sessions.py" else b""))
    then = Sources(lambda path: path.read_bytes() + {"sessions.py": importing, "races.py": b"\n"}.get(path.name, b""))

    assert all(now.hash_of(cell) != then.hash_of(cell) for cell in CELLS)


def test_nothing_that_takes_part_imports_a_test() -> None:
    mentions = [path for path in CHECKOUT.glob("tests/*/*.py") if not path.name.startswith("test_")]

    assert mentions
    assert not [path for path in mentions if path.parent.name in {"proof", "core"} and b".test_" in path.read_bytes()]
