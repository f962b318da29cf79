"""Where a history is kept: a file, or the URL of a database. Its password is shown nowhere."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reports.history.error import HistoryError

_POSTGRESQL = "postgresql+psycopg"
_SPELLINGS = frozenset({"postgres", "postgresql", _POSTGRESQL})


@dataclass(frozen=True)
class Place:
    """The place of one history."""

    url: URL

    @classmethod
    def of(cls, text: str) -> "Place":
        """Read a path or a URL. Raises ``HistoryError`` for what is neither a file nor a known kind of database."""
        if "://" not in text:
            if not text.strip():
                raise HistoryError("The history has an empty name.", next_step=_NEXT)
            return cls(URL.create("sqlite", database=str(Path(text).absolute())))
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            # The text may hold a password, and so may what the parser says about it.
            raise HistoryError("The address of the history cannot be read.", next_step=_NEXT) from None
        if url.drivername in _SPELLINGS:
            return cls(url.set(drivername=_POSTGRESQL))
        if url.drivername == "sqlite" and url.database:
            return cls(url)
        raise HistoryError(f"A history cannot be kept in {url.drivername}.", next_step=_NEXT)

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """The place as it may be shown: without the password, and without the options, which can hold one."""
        if self.is_file:
            return str(self.url.database)
        return self.url.set(query={}, drivername="postgresql").render_as_string(hide_password=True)


_NEXT = "Name a file (history.db), or a database (postgresql://user@host/name)."
