"""Keeping runs in a database and reading them back. Audits that end at the same time do not disturb each other."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reports.gate import Gate
from reports.history.error import HistoryError
from reports.history.place import Place
from reports.history.tables import SCHEMA_VERSION, RunRow, SchemaRow, Table, VerdictRow
from reports.inert import one_line
from reports.model import Ending, Run
from reports.trend import PastRun, Trend

_PATIENCE = 30
"""Seconds to wait for another audit that is writing, or for a server that does not answer."""
_LOCK = 0x6265_6172
"""Whoever makes the tables in PostgreSQL holds this advisory lock meanwhile."""
_SHOWN = 30
"""The most earlier runs that a trend has; further ones are counted."""


class History:
    """The audits that were kept at one place."""

    def __init__(self, place: Place) -> None:
        """Make the tables where there are none yet. Raises ``HistoryError`` where that, or reading them, fails."""
        self.place = place
        self._engine = _engine_at(place)
        with self._work() as work:
            _prepare(work.connection())
            found = work.scalars(select(SchemaRow.version)).all()
            if not found:
                work.add(SchemaRow(version=SCHEMA_VERSION))
            elif max(found) > SCHEMA_VERSION:
                raise HistoryError(
                    f"The history {place.name} was made by a later version of Bearproof (form {max(found)}; this "
                    f"version knows {SCHEMA_VERSION}).",
                    next_step="Use that version, or name another place.",
                )

    def add(self, run: Run, gate: Gate) -> bool:
        """Keep ``run``; return whether it was new here. Raises ``HistoryError`` where it cannot be written."""
        with self._work() as work:
            identity = identity_of(run)
            # SQLite lets one writer in at a time; PostgreSQL holds the second one up until the first has written.
            _lock(work.connection())
            if work.get(RunRow, identity) is not None:
                return False
            work.add(_row_of(run, gate, identity))
            work.flush()
            work.add_all(_verdict_rows(run, identity))
        return True

    def trend(self, run: Run, gate: Gate) -> Trend:
        """Return the whole audits of the target and the profile of ``run`` before it. Raises ``HistoryError``."""
        header, identity = run.header, identity_of(run)
        chosen = (
            select(RunRow)
            .where(RunRow.target_name == _plain(header.target_name), RunRow.profile == str(header.profile))
            .where(RunRow.started_at < header.started_at, RunRow.id != identity, RunRow.is_partial.is_(False))
        )
        with self._work() as work:
            number = work.scalar(select(func.count()).select_from(chosen.subquery())) or 0
            rows = work.scalars(chosen.order_by(RunRow.started_at.desc()).limit(_SHOWN)).all()
            earlier = _past(work, rows[::-1])
        return Trend(
            earlier=earlier,
            present=PastRun.of(run, identity=identity, exit_code=int(gate.code)),
            further=number - len(earlier),
        )

    def runs(self, *, target: str = "", profile: Profile | None = None, limit: int = 20) -> tuple[PastRun, ...]:
        """Return the last ``limit`` runs, the newest first, of one target or profile where given.

        Raises ``HistoryError``.
        """
        chosen = select(RunRow).order_by(RunRow.started_at.desc(), RunRow.id).limit(limit)
        if target:
            chosen = chosen.where(RunRow.target_name == _plain(target))
        if profile is not None:
            chosen = chosen.where(RunRow.profile == str(profile))
        with self._work() as work:
            return _past(work, work.scalars(chosen).all())

    @contextmanager
    def _work(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as work, work.begin():
                yield work
        except SQLAlchemyError as error:
            raise HistoryError(
                f"The history {self.place.name} cannot be used: {_reason(error)}.",
                next_step="See that it can be reached and written, or leave --history out.",
            ) from error
        except ValueError as error:
            raise HistoryError(
                f"The history {self.place.name} holds what Bearproof did not write: {one_line(str(error))}.",
                next_step="Name another place, or take the row out.",
            ) from error


def identity_of(run: Run) -> str:
    """Return the name of a run: the same for the same run, however often it is read."""
    header = run.header
    name = f"{header.target_name}\n{header.target_url}\n{header.profile}\n{header.started_at.timestamp()!r}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def _engine_at(place: Place) -> Engine:
    if not place.is_file:
        try:
            return create_engine(place.url, poolclass=NullPool, connect_args={"connect_timeout": _PATIENCE})
        except (ModuleNotFoundError, NoSuchModuleError):
            raise HistoryError(
                "The driver for PostgreSQL is missing.", next_step="Run: pip install 'bearproof[postgresql]'"
            ) from None
    try:
        Path(str(place.url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HistoryError(
            f"There is no folder for the history {place.name}: {error.strerror}.", next_step="Name another place."
        ) from error
    engine = create_engine(place.url, poolclass=NullPool, connect_args={"timeout": _PATIENCE})

    # The driver of SQLite begins transactions late and by itself; two writers that begin by reading would clash.
    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # of sqlite3

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _prepare(connection: Connection) -> None:
    _lock(connection)
    Table.metadata.create_all(connection)


def _lock(connection: Connection) -> None:
    """Let one process at a time in, until its transaction ends. SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _row_of(run: Run, gate: Gate, identity: str) -> RunRow:
    header, footer = run.header, run.footer
    return RunRow(
        id=identity, target_name=_plain(header.target_name), target_url=_bare(header.target_url),
        profile=str(header.profile), started_at=header.started_at, finished_at=footer.finished_at,
        ending=str(footer.ending), exit_code=int(gate.code), is_partial=header.is_partial,
        bearproof_version=_plain(header.bearproof_version), requests=footer.requests, logins=footer.logins,
        duration_seconds=footer.duration_seconds,
    )  # fmt: skip


def _verdict_rows(run: Run, identity: str) -> Iterator[VerdictRow]:
    for outcome in run.outcomes:
        rule = outcome.rule
        yield VerdictRow(
            run_id=identity, rule_id=one_line(rule.id), verdict=str(outcome.verdict), level=str(rule.level),
            severity=str(rule.severity), is_waived=outcome.is_waived,
        )  # fmt: skip


def _past(work: Session, rows: Sequence[RunRow]) -> tuple[PastRun, ...]:
    verdicts: dict[str, dict[str, Verdict]] = {row.id: {} for row in rows}
    found = select(VerdictRow).where(VerdictRow.run_id.in_(verdicts)).order_by(VerdictRow.rule_id)
    for row in work.scalars(found):
        verdicts[row.run_id][row.rule_id] = Verdict(row.verdict)
    return tuple(
        PastRun(
            id=row.id, target_name=row.target_name, target_url=row.target_url, profile=Profile(row.profile),
            started_at=row.started_at, ending=Ending(row.ending), exit_code=row.exit_code, is_partial=row.is_partial,
            bearproof_version=row.bearproof_version, verdicts=verdicts[row.id],
        )
        for row in rows
    )  # fmt: skip


def _plain(name: str) -> str:
    """Make a name of the target file fit for any database: PostgreSQL refuses a zero byte, which is spelled out."""
    return one_line(name, limit=300)


def _bare(url: str) -> str:
    """Leave out of an address what may be secret."""
    parts = urlsplit(url)
    return _plain(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))


def _reason(error: SQLAlchemyError) -> str:
    """Say what the database said, on one line, without the statement and its values."""
    words = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return one_line(words.split("\n", maxsplit=1)[0], limit=300).rstrip(".")
