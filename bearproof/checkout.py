"""Lets plain ``pytest --target FILE`` in the checkout mean what it says, wherever FILE lies.

pytest looks for its settings and its conftest.py beside whatever path stands on its command line, before a plugin of
the checkout can tell it that this path is the value of an option. An installed plugin is asked in time. Anywhere but in
the checkout that it was installed from, it does nothing.
"""

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
_PLUGINS = ("fixtures.plugin", "bearproof.recording")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the options of an audit before the command line is taken apart."""
    if _is_here():
        for name in _PLUGINS:
            pluginmanager.import_plugin(name)


def pytest_configure(config: pytest.Config) -> None:
    """Say what pyproject.toml says, where pytest looked for it beside the target file and found none."""
    if _is_here() and config.inipath is None and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = [str(CHECKOUT / "suites")]
        config.option.importmode = "importlib"


def _is_here() -> bool:
    return Path.cwd() == CHECKOUT and (CHECKOUT / "suites").is_dir()
