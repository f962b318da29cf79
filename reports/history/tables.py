"""The tables of a history, and the version of their form. Nothing in them is evidence: no answer, no sentence."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, ForeignKey, Index, Integer, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 1
"""Raised when the tables change their form; a history of a later version is not touched."""


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone; SQLite knows none and is given UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn what is written into UTC."""
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give what is read its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The registry that all tables share."""


class SchemaRow(Table):
    """The one row that says in what form the other tables are."""

    __tablename__ = "bearproof_schema"

    version: Mapped[int] = mapped_column(Integer, primary_key=True)


class RunRow(Table):
    """One audit."""

    __tablename__ = "bearproof_runs"
    __table_args__ = (Index("bearproof_runs_of_a_target", "target_name", "profile", "started_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Follows from target, profile and beginning, so that the same run is kept once."""
    target_name: Mapped[str]
    target_url: Mapped[str]
    """Without user, password, query and fragment."""
    profile: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    ending: Mapped[str] = mapped_column(String(32))
    exit_code: Mapped[int] = mapped_column(Integer)
    is_partial: Mapped[bool] = mapped_column(Boolean)
    """Whether only some rules of the profile were asked for."""
    bearproof_version: Mapped[str]
    requests: Mapped[int] = mapped_column(BigInteger)
    logins: Mapped[int] = mapped_column(BigInteger)
    duration_seconds: Mapped[float]


class VerdictRow(Table):
    """What one rule came to in one audit."""

    __tablename__ = "bearproof_verdicts"

    run_id: Mapped[str] = mapped_column(ForeignKey("bearproof_runs.id", ondelete="CASCADE"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(32))
    level: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(16))
    is_waived: Mapped[bool] = mapped_column(Boolean)
