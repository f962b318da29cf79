"""Finding a browser: what is tried, and what is said where nothing works."""

import os
from pathlib import Path

import pytest

from fixtures.browser.browser import probe
from fixtures.browser.finder import BrowserChoice, Engine, MissingBrowserError, candidates
from fixtures.errors import ExitCode

_BUNDLED = Path("/nowhere/ms-playwright/chrome")


def test_the_named_path_is_the_only_candidate() -> None:
    named = Path("/opt/browser")
    choice = BrowserChoice(path=named)
    assert [candidate.executable for candidate in candidates(choice, bundled=_BUNDLED)] == [named]


def test_an_option_wins_over_the_environment() -> None:
    environ = {"BEARPROOF_BROWSER_PATH": "/from/the/environment"}
    assert BrowserChoice.of(environ).path == Path("/from/the/environment")
    assert BrowserChoice.of(environ, path=Path("/from/the/option")).path == Path("/from/the/option")
    assert BrowserChoice.of({}).path is None


def test_playwrights_own_browser_comes_before_the_systems(tmp_path: Path) -> None:
    command = tmp_path / "chromium"
    command.write_text("#!/bin/sh\n", encoding="ascii")
    command.chmod(0o755)
    found = candidates(BrowserChoice(), bundled=_BUNDLED, search_path=str(tmp_path))
    assert found[0].executable == _BUNDLED
    assert [candidate.channel for candidate in found[1:3]] == ["chrome", "msedge"]
    assert found[3].executable == command


def test_other_engines_are_playwrights_own_only() -> None:
    (only,) = candidates(BrowserChoice(engine=Engine.FIREFOX), bundled=_BUNDLED)
    assert only.executable == _BUNDLED


def test_a_browser_of_this_machine_starts() -> None:
    assert probe(BrowserChoice.of(os.environ)).startswith("chromium ")


@pytest.mark.parametrize("path", ["/nonexistent/browser", "/bin/false"], ids=["not there", "does not start"])
def test_a_wrong_path_is_the_users_to_correct(path: str) -> None:
    with pytest.raises(MissingBrowserError) as caught:
        probe(BrowserChoice(path=Path(path)))
    assert caught.value.exit_code is ExitCode.USAGE
    assert path in caught.value.message
    assert "Correct the path" in caught.value.next_step


def test_without_any_browser_the_message_lists_what_was_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(MissingBrowserError) as caught:
        probe(BrowserChoice(engine=Engine.FIREFOX))
    assert caught.value.exit_code is ExitCode.NOT_JUDGED
    assert f"{tmp_path}" in caught.value.message
    assert "not there" in caught.value.message
    assert "playwright install firefox" in caught.value.next_step


def test_the_next_step_for_chromium_names_every_way_to_get_one() -> None:
    step = MissingBrowserError(BrowserChoice(), ("nothing",)).next_step
    for way in ("playwright install chromium", "apt-get install chromium", "BEARPROOF_BROWSER_PATH=", "--no-browser"):
        assert way in step
