"""``bearproof rules``: the catalogue as a list."""

from typing import TYPE_CHECKING, Annotated

import typer

from bearproof.commands.options import ProfileOption
from fixtures.rule import Level, Severity

if TYPE_CHECKING:
    from fixtures.rule import Profile, Rule


def rules(
    *,
    suite: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this suite (repeatable).")] = None,
    profile: ProfileOption = None,
    level: Annotated[Level | None, typer.Option(case_sensitive=False, help="Only rules of this level.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only rules of this severity.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List the rules. Their level is that in the profile, or the most binding one where none is named."""
    from bearproof.rule_listing import as_json, as_table, level_of
    from fixtures.catalogue import load_catalogue
    from fixtures.errors import ExitCode, RunError

    catalogue = load_catalogue()
    suites = {rule.suite for rule in catalogue.values()}
    for name in suite or ():
        if name not in suites:
            raise RunError(
                f'There is no suite "{name}".',
                next_step=f"Name one of: {', '.join(sorted(suites))}.",
                exit_code=ExitCode.USAGE,
            )

    def wanted(rule: "Rule", named: "Profile | None") -> bool:
        return (
            (not suite or rule.suite in suite)
            and (named is None or rule.level_in(named) is not None)
            and (level is None or level_of(rule, named) is level)
            and (severity is None or rule.severity is severity)
        )

    found = [rule for rule in catalogue.values() if wanted(rule, profile)]
    typer.echo(as_json(found, profile) if json else as_table(found, profile), nl=json)
    return 0
