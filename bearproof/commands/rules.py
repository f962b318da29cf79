"""``bearproof rules``: the catalogue as a list."""

from typing import Annotated

import typer

from bearproof.commands.options import ProfileOption
from fixtures.rule import Capability, Level, Severity


def rules(
    *,
    suite: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this suite.")] = None,
    profile: ProfileOption = None,
    level: Annotated[list[Level] | None, typer.Option(case_sensitive=False, help="Only rules of this level.")] = None,
    severity: Annotated[list[Severity] | None, typer.Option(help="Only rules of this severity.")] = None,
    need: Annotated[list[Capability] | None, typer.Option(help="Only rules that need this of the target.")] = None,
    statement: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER", help="Only rules that judge this statement, such as S1.75.")
    ] = None,
    asvs: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", help="Only rules of this level of ASVS 5.0 (L1), or of this number (10.4.5, V10)."
        ),
    ] = None,
    text: Annotated[str, typer.Option(metavar="WORDS", help="Only rules whose text has all of these words.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List the rules. Their level is that in the profile, or the most binding one where none is named.

    An option may be repeated to ask for either; rules must meet all options.
    """
    from bearproof.rule_choice import Choice
    from bearproof.rule_listing import as_json, as_table
    from fixtures.catalogue import load_catalogue

    choice = Choice(
        profile=profile,
        suites=suite or (),
        levels=level or (),
        severities=severity or (),
        needs=need or (),
        statements=statement or (),
        asvs=asvs or (),
        text=text,
    )
    found = choice.among(load_catalogue().values())
    typer.echo(as_json(found, profile) if json else as_table(found, profile), nl=json)
    return 0
