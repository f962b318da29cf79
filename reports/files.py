"""Files that are either whole or absent: written beside their place, then moved into it."""

import os
from contextlib import suppress
from pathlib import Path


class ReportNotWritten(Exception):  # noqa: N818  it names what happened
    """A report could not be written; the sentence names the path, the reason and the next step."""

    def __init__(self, path: Path, cause: OSError) -> None:
        reason = cause.strerror or type(cause).__name__
        super().__init__(
            f"Could not write {path}: {reason}. This is neither the target's fault nor a verdict. "
            f"Free the space or choose a folder that can be written, and write the report again."
        )
        self.path = path


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that a reader finds the old file or the new one, and never half of it.

    Missing folders are made. Raises ``ReportNotWritten``; a file that stood there before is then untouched.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            # Ctrl-C midway leaves no draft behind either; the first fault is the one to report.
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
    except OSError as cause:
        raise ReportNotWritten(path, cause) from cause
