"""A group of commands whose first one need not be named: ``report RUN`` is ``report show RUN``."""

import typer
from typer.core import TyperGroup


class UnnamedFirst(TyperGroup):
    """Takes its first command where the arguments name none."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the name of the first command in front of arguments that begin with no command."""
        first = next(iter(self.commands))
        names = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in names else [first, *args])
