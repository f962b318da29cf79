"""What can be wrong with a run file; each error says which file, where in it, and what to do next."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.model import Run


class RunFileError(Exception):
    """A run file that cannot be read as a whole run."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(f"{path}{sentence}")
        self.path = path


class RunFileUnreadable(RunFileError):  # noqa: N818  the name says what is wrong with the file
    """The file cannot be opened."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, f" cannot be read: {reason}. Name the run.json or run.jsonl of an audit.")


class MissingHeader(RunFileError):  # noqa: N818  the name says what is wrong with the file
    """The file does not begin with a header: it is empty, or no run file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            ", line 1: there is no header, so it is not a run file of Bearproof or the run died as it began. "
            "Name the run.json or run.jsonl of an audit, or run the audit again.",
        )


class MissingFooter(RunFileError):  # noqa: N818  the name says what is wrong with the file
    """The run died midway; ``partial`` is what it had recorded, and reads as interrupted."""

    def __init__(self, path: Path, partial: "Run") -> None:
        after = len(partial.results) + 1
        super().__init__(
            path,
            f", after line {after}: there is no footer, so the run died midway and is no pass. "
            "What it recorded can still be reported; run the audit again for a verdict.",
        )
        self.partial = partial


class UnknownSchema(RunFileError):  # noqa: N818  the name says what is wrong with the file
    """The file was written in a format that this version does not know."""

    def __init__(self, path: Path, version: object) -> None:
        super().__init__(
            path,
            f", header: its schema_version is {version!r:.40}, and this version of Bearproof reads 1. "
            "Read it with the version of Bearproof that wrote it.",
        )


class Malformed(RunFileError):  # noqa: N818  the name says what is wrong with the file
    """Something in the file is not what the format says."""

    def __init__(self, path: Path, fault: str, *, line: int | None = None) -> None:
        where = f", line {line}" if line is not None else ""
        super().__init__(
            path,
            f"{where}: {fault}. The file was changed or damaged after it was written; run the audit again.",
        )
        self.line = line
