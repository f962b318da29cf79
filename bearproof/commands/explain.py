"""``bearproof explain``: one rule in full."""

from typing import Annotated

import typer


def explain(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="A rule, such as token/unsigned-rejected.")],
) -> int:
    """Explain a rule: why it matters, how it is judged, how to fix what breaks it."""
    from difflib import get_close_matches

    from bearproof.rule_listing import as_page
    from fixtures.catalogue import load_catalogue
    from fixtures.errors import ExitCode, RunError

    catalogue = load_catalogue()
    rule = catalogue.get(rule_id)
    if rule is None:
        near = get_close_matches(rule_id, list(catalogue), n=3, cutoff=0.4)
        raise RunError(
            f'There is no rule "{rule_id}".',
            next_step=f"Did you mean {' or '.join(near)}?" if near else "Run `bearproof rules` to see them all.",
            exit_code=ExitCode.USAGE,
        )
    typer.echo(as_page(rule), nl=False)
    return 0
