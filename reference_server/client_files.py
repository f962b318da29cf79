"""The files of the single-page application: which there are, and how they are served."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from reference_server.policy import Profile

_HOME: Final = Path(__file__).parent / "client"

MODULES: Final = (
    "api", "app", "auth", "pages", "profile", "refresh", "router", "server", "store", "tabs", "token", "views",
)  # fmt: skip
"""The names of the ES modules, without ``.js``."""

SHELL: Final = _HOME / "shell.html"
NOTE_PAGE: Final = _HOME / "note.html"
STYLE: Final = _HOME / "style.css"

_HONEST_MODULES: Final = MappingProxyType({name: _HOME / f"{name}.js" for name in MODULES})


@dataclass(frozen=True)
class Client:
    """Where each ES module of the application comes from, by the module's name."""

    modules: Mapping[str, Path] = field(default_factory=lambda: _HONEST_MODULES)
    """The names that the application imports."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the modules that every page will need, without those that others have replaced."""
        return tuple(sorted(name for name in self.modules if not name.endswith(".honest")))

    def with_module(self, name: str, path: Path) -> "Client":
        """This client with one module taken from another file.

        The module that it replaces stays importable as ``NAME.honest.js``, so that the other file can say
        ``export * from "./NAME.honest.js"`` and then the one thing that it does differently.

        :raises KeyError: when there is no such module to replace.
        """
        replaced = self.modules[name]
        return replace(self, modules=MappingProxyType({**self.modules, name: path, f"{name}.honest": replaced}))


_SESSION_STORAGE: Final = {name: _HOME / "guide_2022" / f"{name}.js" for name in ("handover", "refresh", "token")}

CLIENTS: Final = MappingProxyType(
    {Profile.GUIDE_2022: Client(MappingProxyType({**_HONEST_MODULES, **_SESSION_STORAGE}))}
)
"""The clients of the profiles that do not use the plain one: the same application, a few modules exchanged."""


@dataclass(frozen=True, kw_only=True)
class StaticFile:
    """A file in memory, ready to be sent."""

    content: bytes
    media_type: str
    entity_tag: str
    """A strong validator (RFC 9110, section 8.8.3), quotes included."""


def static_files(client: Client) -> Mapping[str, StaticFile]:
    """The files by their name under ``/client/``. A name that is not in the mapping does not exist."""
    files = {f"{name}.js": _read(path, "text/javascript") for name, path in client.modules.items()}
    files["style.css"] = _read(STYLE, "text/css")
    return MappingProxyType(files)


def _read(path: Path, media_type: str) -> StaticFile:
    content = path.read_bytes()
    return StaticFile(
        content=content, media_type=media_type, entity_tag=f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    )
