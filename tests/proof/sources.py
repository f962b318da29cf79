"""What the proof of a cell depends on in this checkout, as a hash for each cell.

Most of it is common to all cells. Only three things are known to matter to some alone: a module of faults, with those
that it imports, to the cells of its faults; the files that a fault puts in the place of those of the client; and the
table of the degenerate servers. Whatever else there is counts for all.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from reference_server import faults
from reference_server.blueprint import honest
from reference_server.faults.registry import all_faults
from reference_server.policy import Profile as ServerProfile
from tests.proof.breakdown import TABLE
from tests.proof.cells import Cell, DegenerateCell, FaultCell, HonestCell

CHECKOUT = Path(__file__).parents[2]
_FOLDERS = ("bearproof", "fixtures", "reference_server", "reports", "suites", "tests/proof", "tests/core")
_SUFFIXES = frozenset({".py", ".js", ".html", ".css", ".toml", ".ini", ".c", ".j2"})
_FAULTS = Path(faults.__path__[0])
_OF_THE_PACKAGE = re.compile(rb"\bfaults\.(\w+)|\bfaults import ([\w, ]+|\([^)]*\))|\bfrom \.(\w*) import ([\w, ]+)")
"""Every way to name a module of faults. A comment that does so counts as well."""
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Sources:
    """The sources as they are now, each read once."""

    def __init__(self, read: Callable[[Path], bytes] = Path.read_bytes) -> None:
        self._text = {path: read(path) for path in _paths()}
        self._digests = {path: hashlib.sha256(text).digest() for path, text in self._text.items()}
        modules = {path.stem: path for path in self._text if path.parent == _FAULTS}
        self._imports = {name: self._named_in(path) & set(modules) for name, path in modules.items()}
        elsewhere = (self._named_in(path) for path in self._text if path.parent != _FAULTS)
        shared = set(modules) & set[str]().union(*elsewhere)
        # What does more than define, when it is imported, does it to every server.
        shared |= {name for name, path in modules.items() if not _only_defines(self._text[path])}
        shared |= set(modules) - self._with_imports({_stem(fault.module) for fault in all_faults()})
        self._modules = {name: path for name, path in modules.items() if name not in self._with_imports(shared)}
        self._own = {*self._modules.values(), *self._exchanged_files(), TABLE}
        self._common = self._digest_of(set(self._text) - self._own)

    def hash_of(self, cell: Cell) -> str:
        """Return a hash of all that the proof of this cell depends on."""
        whole = hashlib.sha256(self._common + self._digest_of(self._own_of(cell)))
        return whole.hexdigest()[:16]

    def _own_of(self, cell: Cell) -> set[Path]:
        match cell:
            case FaultCell():
                modules = self._with_imports({_stem(cell.fault.module)})
                files = _exchanged(cell.fault.name, str(cell.profile))
                return {self._modules[name] for name in modules if name in self._modules} | files
            case DegenerateCell():
                return {TABLE}
            case HonestCell():
                return set()

    def _digest_of(self, paths: set[Path]) -> bytes:
        digest = hashlib.sha256()
        for path in sorted(paths):
            digest.update(str(path.relative_to(CHECKOUT)).encode() + self._digests[path])
        return digest.digest()

    def _named_in(self, path: Path) -> set[str]:
        found = _OF_THE_PACKAGE.findall(self._text[path])
        return {name.decode() for groups in found for group in groups for name in re.findall(rb"\w+", group)}

    def _with_imports(self, names: set[str]) -> set[str]:
        whole, waiting = set[str](), set(names)
        while waiting:
            whole |= waiting
            waiting = {imported for name in waiting for imported in self._imports[name]} - whole
        return whole

    def _exchanged_files(self) -> set[Path]:
        return {
            path
            for fault in all_faults()
            for profile in fault.profiles
            for path in _exchanged(fault.name, str(profile))
        }


def _paths() -> Iterator[Path]:
    yield CHECKOUT / "pyproject.toml"
    for folder in _FOLDERS:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            # The rules are named test_ as well; what tests Bearproof itself takes no part in the proof.
            is_a_test = folder.startswith("tests/") and path.name.startswith("test_")
            if path.suffix in _SUFFIXES and not is_a_test:
                yield path


def _stem(module: str) -> str:
    return module.rpartition(".")[2]


@cache
def _exchanged(fault: str, profile: str) -> frozenset[Path]:
    """Return the files of the client that this fault brings along."""
    known = {one.name: one for one in all_faults()}
    built = known[fault].apply(honest(ServerProfile(profile)))
    return frozenset(path for path in built.client.modules.values() if path.is_relative_to(_FAULTS))


def _only_defines(text: bytes) -> bool:
    return all(
        isinstance(one, _DEFINITIONS)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (isinstance(one, ast.Assign) and all(isinstance(target, ast.Name) for target in one.targets))
        or (isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name))
        for one in ast.parse(text).body
    )
