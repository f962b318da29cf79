"""One audit of the reference server for each worker."""

from collections.abc import Iterator

import pytest

from fixtures import audit
from fixtures.audit import Audit, Order
from fixtures.docket import Docket, opened
from fixtures.redact import Vault
from fixtures.sessions import Sessions


@pytest.fixture(scope="session")
def shared_reference() -> Iterator[Audit]:
    """The reference server, proven by preflight."""
    with audit.opened(Order(target_file=None), Vault()) as running:
        yield running


@pytest.fixture
def reference(shared_reference: Audit) -> Iterator[Audit]:
    """The reference server of this worker, at its own time again when the test is over."""
    yield shared_reference
    shared_reference.clock.restore()


@pytest.fixture
def people(reference: Audit) -> Sessions:
    """The people who log in to the reference server."""
    return Sessions(reference.sessions.proven)


@pytest.fixture
def docket() -> Iterator[Docket]:
    """The docket of a rule that is running."""
    with opened(Docket()) as running:
        yield running
