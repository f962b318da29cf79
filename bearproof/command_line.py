"""The command line as a whole: its commands, and what becomes of their errors.

Commands import what they need when they run, so that ``--help`` and typing errors answer at once.
"""

import os
import traceback
from collections.abc import Sequence
from typing import Annotated, cast

import typer

from bearproof import __version__
from bearproof.commands.audit import audit
from bearproof.commands.browser import browser
from bearproof.commands.demo import demo
from bearproof.commands.doctor import doctor
from bearproof.commands.explain import explain
from bearproof.commands.faults import faults
from bearproof.commands.history import history
from bearproof.commands.init import init
from bearproof.commands.report import diff, show
from bearproof.commands.rules import rules
from bearproof.commands.serve import serve
from bearproof.commands.unnamed import UnnamedFirst
from bearproof.endings import keep_crash, say
from fixtures.errors import ExitCode, RunError
from reports.run_file_errors import RunFileError

INTERRUPTED = 2
"""The exit code of a command that Ctrl-C ended, as in ``reports.gate``."""
_TYPER_INTERRUPTED = 130
# Click's UsageError, or that of the copy of Click which newer versions of Typer bring along.
_UsageError: type[Exception] = cast("type[Exception]", typer.BadParameter.__bases__[0])

app = typer.Typer(
    name="bearproof",
    help="A security conformance test suite for web sessions built on JSON Web Tokens.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (audit, init, demo, doctor, rules, explain, faults, serve, browser, history):
    app.command()(_command)
_report = typer.Typer(cls=UnnamedFirst, help="Show an earlier run again, write its reports, or compare two runs.")
_report.command()(show)
_report.command()(diff)
app.add_typer(_report, name="report")


def _print_version(value: bool) -> None:  # noqa: FBT001  the signature of an option's callback
    if value:
        typer.echo(f"bearproof {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; no error leaves as a traceback."""
    try:
        returned = app(args=list(arguments) or ["--help"], prog_name="bearproof", standalone_mode=False)
    except _UsageError as error:
        say(_mistake(error))
        return int(ExitCode.USAGE)
    except RunError as error:
        say(str(error))
        return int(error.exit_code)
    except RunFileError as error:
        say(str(error))
        return int(ExitCode.USAGE)
    except (typer.Abort, KeyboardInterrupt):
        returned = _TYPER_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, such as `head`, had enough; nothing more can be said to it.
        # Python would flush its output once more at exit, and complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return int(ExitCode.INTERNAL)
    except Exception as error:  # noqa: BLE001  the last resort: told in a sentence, kept in a file
        say(keep_crash("".join(traceback.format_exception(error)), type(error).__name__))
        return int(ExitCode.INTERNAL)
    if returned == _TYPER_INTERRUPTED:
        say("Stopped by the user.")
        return INTERRUPTED
    return returned if isinstance(returned, int) else 0


def _mistake(error: Exception) -> str:
    """Return what is wrong with the command line, in the parser's words, and where to read on."""
    words = getattr(error, "format_message", error.__str__)()
    context = getattr(error, "ctx", None)
    return f"{words}\nNext: see `{context.command_path if context is not None else 'bearproof'} --help`."
