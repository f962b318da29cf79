"""Sentences and measures of a run as the page shows them: rules as links, long times in words too."""

import re
import struct
from collections.abc import Set

from markupsafe import Markup, escape

from reports.inert import visible

_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_SECONDS = re.compile(r"\b(\d{4,}) s\b")
_LIKE_A_CLOCK = 900
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = 24
"""Bytes up to the end of the height, the second number of the first chunk."""
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def linked(sentence: str, ids: Set[str]) -> Markup:
    """Return ``sentence`` escaped, with each rule of this run that it names as a link to it."""
    # A rule's id has nothing in it that the escaping changes.
    escaped = str(escape(visible(sentence)))
    return Markup(_ID.sub(lambda found: _link(found[0], ids), escaped))  # noqa: S704  escaped in the line above


def spelled_seconds(text: str) -> str:
    """Return ``text`` with each long time in words as well: ``2592000 s (30 days)``."""
    return _SECONDS.sub(lambda found: f"{found[0]} ({_in_units(int(found[1]))})", text)


def at_moment(seconds: float) -> str:
    """Return a place on a timeline: in seconds first, like a clock from a quarter of an hour on, then with days."""
    if abs(seconds) < _LIKE_A_CLOCK:
        return f"{seconds:.1f} s"
    days, rest = divmod(round(seconds), 86_400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{days} d {clock}" if days else clock


def picture_size(png: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels, so that its place is kept until it is drawn; None for no PNG."""
    if not png.startswith(_PNG) or len(png) < _PNG_HEADER:
        return None
    width, height = struct.unpack(">II", png[16:_PNG_HEADER])
    return width, height


def _link(name: str, ids: Set[str]) -> str:
    return f'<a href="#{name}">{name}</a>' if name in ids else name


def _in_units(seconds: int) -> str:
    """Return whole units where it comes out even, else one digit of the largest that fits."""
    name, size = next((unit for unit in _UNITS if seconds >= unit[1]), _UNITS[-1])
    number = seconds / size
    return f"{number:.3g} {name}{'' if number == 1 else 's'}"
