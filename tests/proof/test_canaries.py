"""No secret is in anything that an audit leaves behind: reports, terminal, traces and screenshots."""

from pathlib import Path

import pytest

from tests.proof.canaries import leaks_after, leaks_with_a_browser


@pytest.mark.parametrize("crash", [None, "a rule crashes with all it knows"], ids=["quiet", "crashing"])
def test_no_secret_leaves_with_an_audit(crash: str | None, tmp_path: Path) -> None:
    assert leaks_after(tmp_path, crash) == []


@pytest.mark.parametrize("fault", ["puts_the_token_into_the_query", "says_the_token_in_the_console"])
def test_no_secret_leaves_with_a_page_that_spills_it(fault: str, tmp_path: Path) -> None:
    assert leaks_with_a_browser(tmp_path, fault) == []
