"""The run file: written line by line while rules run, so that a run that dies keeps what it had; read back whole.

``run.jsonl`` holds one JSON object per line: one ``{"header": ...}``, any number of ``{"result": ...}``, and one
``{"footer": ...}``.
``run.json`` is the whole run as one document, written when the run has ended.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import BaseModel, ValidationError, model_validator

from reports.files import ReportNotWritten, replace_file
from reports.model import Ending, Footer, Header, Result, Run
from reports.record import Record
from reports.run_file_errors import Malformed, MissingFooter, MissingHeader, RunFileUnreadable, UnknownSchema

__all__ = [
    "Malformed", "MissingFooter", "MissingHeader", "RunFileUnreadable", "RunWriter", "UnknownSchema", "read_run",
    "write",
]  # fmt: skip

Part = Literal["header", "result", "footer"]
_SCHEMA_VERSION = 1


class _Line(Record):
    """One line of the stream: exactly one of the parts."""

    header: Header | None = None
    result: Result | None = None
    footer: Footer | None = None

    @model_validator(mode="after")
    def _one_part(self) -> Self:
        if sum(part is not None for part in (self.header, self.result, self.footer)) != 1:
            raise ValueError("expected one of header, result, footer")
        return self


class RunWriter:
    """Appends the parts of a run to a file, each one whole line that is on its way to disk when the call returns.

    An earlier file at ``path`` is emptied. Every method raises ``ReportNotWritten`` when the file cannot be written,
    and ``ValueError`` when a part comes out of order.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: Header | None = None
        self._has_footer = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # O_APPEND: should a second process ever hold the file, lines stay whole.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
            self._file = os.fdopen(descriptor, "ab")
        except OSError as cause:
            raise ReportNotWritten(path, cause) from cause

    def write_header(self, header: Header) -> None:
        """Write the header; it comes first, once."""
        if self._written is not None:
            raise ValueError(f"{self.path}: the header is already written")
        self._written = header
        self._append("header", header)

    def write_result(self, result: Result) -> None:
        """Write the result of a rule that the header selects."""
        self._append("result", self._in_order(result))

    def write_footer(self, footer: Footer) -> None:
        """Write the footer, the last line, and wait until the disk has it."""
        if self._written is None or self._has_footer:
            raise ValueError(f"{self.path}: a footer comes once, after the header")
        self._append("footer", footer)
        self._has_footer = True
        try:
            os.fsync(self._file.fileno())
        except OSError as cause:
            raise ReportNotWritten(self.path, cause) from cause

    def close(self) -> None:
        """Close the file; further calls do nothing."""
        try:
            self._file.close()
        except OSError as cause:
            raise ReportNotWritten(self.path, cause) from cause

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _in_order(self, result: Result) -> Result:
        if self._written is None or self._has_footer:
            raise ValueError(f"{self.path}: a result comes after the header and before the footer")
        if all(rule.id != result.rule_id for rule in self._written.rules):
            raise ValueError(f"{self.path}: {result.rule_id} has a result, but the header does not select it")
        return result

    def _append(self, part: Part, record: BaseModel) -> None:
        line = b'{"%s":%s}\n' % (part.encode(), record.model_dump_json().encode())
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as cause:
            raise ReportNotWritten(self.path, cause) from cause


def write(run: Run, path: Path) -> None:
    """Write the whole run as one JSON document, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, run.model_dump_json(indent=1).encode() + b"\n")


def read_run(path: Path) -> Run:
    """Read a run from ``run.jsonl`` (by its suffix) or from ``run.json`` (any other).

    Raises ``MissingHeader``, ``UnknownSchema`` and ``Malformed`` when there is nothing to read, ``MissingFooter`` (with
    the partial run) when the run died midway, and ``RunFileUnreadable`` when the file cannot be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise RunFileUnreadable(path, cause.strerror or type(cause).__name__) from cause
    return _from_lines(path, content) if path.suffix == ".jsonl" else _from_document(path, content)


def _from_document(path: Path, content: bytes) -> Run:
    if not content.strip():
        raise MissingHeader(path)
    try:
        return Run.model_validate_json(content)
    except ValidationError as error:
        found = _plain_json(content)
        if isinstance(found, dict) and "header" not in found:
            raise MissingHeader(path) from error
        _refuse_other_schema(path, found.get("header") if isinstance(found, dict) else None)
        if isinstance(found, dict) and "footer" not in found:
            raise Malformed(path, "it has no footer, so the run it tells of did not end") from error
        raise Malformed(path, _first_fault(error)) from error


def _from_lines(path: Path, content: bytes) -> Run:
    # What stands after the last line feed is a line that was cut off while it was being written: it is left out.
    *lines, rest = content.split(b"\n")
    header: Header | None = None
    results: list[Result] = []
    for number, text in enumerate(lines, start=1):
        line = _parsed(path, number, text)
        if header is None:
            if line.header is None:
                raise MissingHeader(path)
            header = line.header
        elif line.result is not None:
            results.append(line.result)
        elif line.footer is not None and number == len(lines) and not rest:
            return _assembled(path, header, results, line.footer)
        else:
            fault = "a second header" if line.header is not None else "the footer is not the last line"
            raise Malformed(path, fault, line=number)
    if header is None:
        raise MissingHeader(path)
    raise MissingFooter(path, _assembled(path, header, results, _cut_short(path, header, results)))


def _parsed(path: Path, number: int, text: bytes) -> _Line:
    try:
        return _Line.model_validate_json(text)
    except ValidationError as error:
        found = _plain_json(text)
        _refuse_other_schema(path, found.get("header") if isinstance(found, dict) else None)
        raise Malformed(path, _first_fault(error), line=number) from error


def _plain_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _refuse_other_schema(path: Path, header: object) -> None:
    if isinstance(header, dict) and header.get("schema_version", _SCHEMA_VERSION) != _SCHEMA_VERSION:
        raise UnknownSchema(path, header["schema_version"])


def _assembled(path: Path, header: Header, results: list[Result], footer: Footer) -> Run:
    try:
        return Run(header=header, results=tuple(results), footer=footer)
    except ValidationError as error:
        raise Malformed(path, _first_fault(error)) from error


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _cut_short(path: Path, header: Header, results: list[Result]) -> Footer:
    exchanges = {
        (result.worker, exchange.number): exchange for result in results for exchange in result.exchanges
    }.values()
    last = max((exchange.started + exchange.elapsed for exchange in exchanges), default=0.0)
    finished = max(header.started_at, _moment(last))
    return Footer(
        finished_at=finished,
        ending=Ending.INTERRUPTED,
        message=f"{path.name} has no footer: the run died before it could write one. Run the audit again.",
        requests=len(exchanges),
        waited_seconds=sum(exchange.elapsed for exchange in exchanges),
        duration_seconds=(finished - header.started_at) / timedelta(seconds=1),
    )


def _moment(epoch: float) -> datetime:
    try:
        return datetime.fromtimestamp(epoch, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.min.replace(tzinfo=UTC)
