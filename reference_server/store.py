"""What the server remembers: accounts, login sessions (families) and refresh tokens, never in clear text."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Engine, ForeignKey, String, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from reference_server.mistakes import Mistake

OpenSession = Callable[[], Session]
"""Opens a unit of work; ``with open_session() as work, work.begin():`` commits at the end or rolls back."""


class Table(DeclarativeBase):
    """The registry that all tables share."""


class Account(Table):
    """A person who can log in."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Opaque and never given to anyone else, unlike a user name (RFC 8725, section 3.8)."""
    username: Mapped[str] = mapped_column(String(256), unique=True)
    name: Mapped[str] = mapped_column(String(256))
    password_hash: Mapped[str] = mapped_column(String(256))
    note: Mapped[str] = mapped_column(String(2048), default="")
    disabled_at: Mapped[int | None] = mapped_column(BigInteger)
    """Epoch seconds since when nobody may use it."""


class Family(Table):
    """One login on one device, with all the refresh tokens that descend from it."""

    __tablename__ = "families"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    """Epoch seconds; no rotation goes past it."""
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    """Epoch seconds of the logout, the reuse or the forced logout."""
    context: Mapped[str | None] = mapped_column(String(64), index=True)
    """What its tokens say of the fingerprint of its browser, where there are fingerprints."""
    page_pass: Mapped[str | None] = mapped_column(String(64), index=True)
    """The digest of what opens its rendered pages, where the refresh token does not."""


class RefreshToken(Table):
    """A refresh token, known only by its digest: whoever reads this table can not use what it lists."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 in hexadecimal. A plain hash does, because the token is 256 random bits."""
    family_id: Mapped[str] = mapped_column(ForeignKey("families.id"), index=True)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    """Epoch seconds."""
    retired_at: Mapped[int | None] = mapped_column(BigInteger)
    """Epoch seconds of its one use."""
    successor_seed: Mapped[str | None] = mapped_column(String(64))
    """What made its successor, together with the token itself; forgotten when the grace is over."""


def open_store(database: str) -> OpenSession:
    """Connects to the database, makes the missing tables and returns the opener of units of work.

    :param database: an SQLAlchemy URL; ``sqlite://`` is a database in memory.
    :raises Mistake: when the driver that the URL asks for is not installed.
    :raises sqlalchemy.exc.SQLAlchemyError: when the URL is malformed or the database does not answer.
    """
    try:
        engine = _engine(make_url(database))
    except ImportError as missing:
        raise Mistake(f"the database given with --database needs a driver that is not installed: {missing}") from None
    Table.metadata.create_all(engine)
    return sessionmaker(engine)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # The driver that bearproof[postgresql] installs; SQLAlchemy would look for its predecessor.
        driver = "postgresql+psycopg" if url.drivername == "postgresql" else url.drivername
        return create_engine(url.set(drivername=driver), pool_pre_ping=True)
    in_memory = url.database in (None, "", ":memory:")
    # A database in memory lives and dies with its connection, so there is exactly one, and the pool queues for it.
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if in_memory else 5,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 10},
    )
    event.listen(engine, "connect", _enforce_foreign_keys if in_memory else _enforce_keys_and_log_ahead)
    return engine


def _enforce_foreign_keys(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def _enforce_keys_and_log_ahead(connection: Any, record: ConnectionPoolEntry) -> None:
    _enforce_foreign_keys(connection, record)
    connection.execute("PRAGMA journal_mode=WAL")
