"""Where the suites and their library live: in the checkout beside this package, in a wheel inside of it."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PACKAGED = _PACKAGE / "tree"

TREE = _PACKAGED if (_PACKAGED / "fixtures").is_dir() else _PACKAGE.parent
"""The folder that holds ``fixtures``, ``reports``, ``suites`` and ``reference_server``."""
SUITES = TREE / "suites"
"""The folder with one folder for each suite."""
INI_FILE = _PACKAGE / "audit.ini"
"""The pytest configuration of an audit, so that no configuration of the user's project is picked up."""


def put_first_on_path() -> None:
    """Let ``import fixtures`` find ours, whatever else of that common name is installed or in the working folder."""
    entry = str(TREE)
    if sys.path[:1] != [entry]:
        sys.path[:] = [entry, *(other for other in sys.path if other != entry)]
