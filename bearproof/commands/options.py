"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fixtures.rule import Profile, Severity


class SignatureAlgorithm(StrEnum):
    """How the bundled server can sign its access tokens."""

    HS256 = "HS256"
    RS256 = "RS256"
    ES256 = "ES256"


ProfileOption = Annotated[Profile | None, typer.Option(help="The profile to judge by.")]
FaultOption = Annotated[
    list[str] | None,
    typer.Option("--fault", metavar="NAME", help="Build a deliberate defect into the bundled server (repeatable)."),
]
AlgorithmOption = Annotated[
    SignatureAlgorithm | None, typer.Option(help="How the bundled server signs its access tokens.")
]
SplitOriginOption = Annotated[
    bool, typer.Option("--split-origin", help="Give the bundled server's pages an origin of their own.")
]
ReportDirOption = Annotated[Path, typer.Option(metavar="DIR", help="The folder for the reports.")]
SuiteOption = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this suite (repeatable).")]
RuleOption = Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this rule (repeatable).")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Let SHOULD rules fail the gate too.")]
MinCoverageOption = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="The share of applicable rules that must be judged.")
]
FailOnOption = Annotated[
    Severity | None, typer.Option(help="Let SHOULD rules of at least this severity fail the gate too.")
]
BaselineOption = Annotated[
    Path | None,
    typer.Option(metavar="RUN", help="An earlier run.json: only failures that it does not have close the gate."),
]
HISTORY_VARIABLE = "BEARPROOF_HISTORY"
"""Names the history in a CI job, where a password in the URL must not stand on the command line."""
HistoryOption = Annotated[
    str | None,
    typer.Option(
        metavar="PLACE",
        envvar=HISTORY_VARIABLE,
        help="Keep the verdicts in this SQLite file or PostgreSQL URL, and show what has changed since earlier audits.",
    ),
]
SafeOption = Annotated[
    bool, typer.Option("--safe", help="Leave out the rules that may disturb others or lock accounts: for production.")
]
NoBrowserOption = Annotated[bool, typer.Option("--no-browser", help="Leave out the rules that need a browser.")]
WorkersOption = Annotated[
    int, typer.Option("-n", "--workers", min=0, help="Parallel workers; only for the bundled server.")
]
