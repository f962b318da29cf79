"""Sentences of a run as the page shows them: rules as links, long times in words too."""

import re
from collections.abc import Set

from markupsafe import Markup, escape

from reports.inert import visible

_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_SECONDS = re.compile(r"\b(\d{4,}) s\b")
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def linked(sentence: str, ids: Set[str]) -> Markup:
    """Return ``sentence`` escaped, with each rule of this run that it names as a link to it."""
    # A rule's id has nothing in it that the escaping changes.
    escaped = str(escape(visible(sentence)))
    return Markup(_ID.sub(lambda found: _link(found[0], ids), escaped))  # noqa: S704  escaped in the line above


def spelled_seconds(text: str) -> str:
    """Return ``text`` with each long time in words as well: ``2592000 s (30 days)``."""
    return _SECONDS.sub(lambda found: f"{found[0]} ({_in_units(int(found[1]))})", text)


def _link(name: str, ids: Set[str]) -> str:
    return f'<a href="#{name}">{name}</a>' if name in ids else name


def _in_units(seconds: int) -> str:
    """Return whole units where it comes out even, else one digit of the largest that fits."""
    name, size = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    number = seconds / size
    return f"{number:.3g} {name}{'' if number == 1 else 's'}"
