"""A run that was recorded earlier: shown again, or compared with."""

from pathlib import Path

from bearproof.report_folder import PARTIAL_RUN_FILE, WHOLE_RUN_FILE
from fixtures.errors import ExitCode, RunError
from reports.model import Ending, Run
from reports.run_file_errors import MissingFooter
from reports.stream import read_run


def found_run(path: Path) -> tuple[Run, str]:
    """Read the run at ``path``, a file or a report folder; a run that died midway comes with a warning.

    Raises ``RunFileError`` when there is none to be read.
    """
    try:
        return read_run(_run_file(path)), ""
    except MissingFooter as error:
        return error.partial, str(error)


def complete_run(path: Path) -> Run:
    """Read an earlier run that others are compared with.

    Raises ``RunError`` for a run that did not come to its end, and ``RunFileError`` where there is none to be read.
    """
    run, _warning = found_run(path)
    if run.footer.ending is not Ending.COMPLETE:
        raise RunError(
            f"The run at {path} ended as {run.footer.ending}, so nothing can be told from what it lacks.",
            next_step="Name a run that came to its end: audit once more, and keep its run.json.",
            exit_code=ExitCode.USAGE,
        )
    return run


def _run_file(path: Path) -> Path:
    if not path.is_dir():
        return path
    # The partial file is there only when the last audit was killed: the report beside it tells of an earlier one.
    partial = path / PARTIAL_RUN_FILE
    return partial if partial.exists() else path / WHOLE_RUN_FILE
