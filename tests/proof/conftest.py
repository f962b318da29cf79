"""How much is proven: one fault for each rule, or with --full all of them, against all rules."""

import pytest

from reference_server.faults.registry import all_faults
from tests.proof.deaths import DEAD, SHORT
from tests.proof.examination import one_fault_for_each_rule, shown_in

OPTION = "--full"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the option; it is known where this folder is named on the command line."""
    parser.getgroup("bearproof").addoption(OPTION, action="store_true", help="prove every fault against every rule")


def is_full(config: pytest.Config) -> bool:
    """Whether the whole proof was asked for."""
    return bool(config.getoption(OPTION, default=False))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the tests their faults."""
    if "fault" in metafunc.fixturenames:
        faults = all_faults() if is_full(metafunc.config) else one_fault_for_each_rule()
        pairs = shown_in(faults, everywhere=is_full(metafunc.config))
        metafunc.parametrize(("fault", "profile"), pairs, ids=[f"{fault.name}-{profile}" for fault, profile in pairs])
    if "death" in metafunc.fixturenames:
        metafunc.parametrize("death", list(DEAD) if is_full(metafunc.config) else SHORT)


@pytest.fixture
def everything(pytestconfig: pytest.Config) -> bool:
    """Whether each fault is shown to every rule, browser rules included."""
    return is_full(pytestconfig)
