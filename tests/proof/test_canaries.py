"""No secret is in anything that an audit leaves behind: reports and terminal, tracebacks included."""

from pathlib import Path

import pytest

from tests.proof.canaries import leaks_after


@pytest.mark.parametrize("crash", [None, "a rule crashes with all it knows"], ids=["quiet", "crashing"])
def test_no_secret_leaves_with_an_audit(crash: str | None, tmp_path: Path) -> None:
    assert leaks_after(tmp_path, crash) == []
