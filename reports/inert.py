"""Text of the target made harmless before it is shown: nothing invisible, nothing that a terminal or XML obeys.

A page of the target can send escape sequences that repaint a terminal, characters that XML 1.0 forbids, and marks that
reverse the reading direction. All of them are spelled out, so that the reader sees that they were there.
"""

import unicodedata

# Line and paragraph separators break a line where no line feed is seen.
_SPELLED_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, limit: int = 16_384) -> str:
    """Return ``text`` with every control, format and unassigned character spelled out as an escape (``\\x1b``).

    Line feeds and tabs stay. More than ``limit`` characters are cut, and the cut is told.
    """
    kept = text if len(text) <= limit else text[:limit]
    # The usual text is printable as it stands, and needs no look at each character.
    lines = kept.replace("\r\n", "\n").split("\n")
    shown = "\n".join(line if line.isprintable() else "".join(map(_spelled, line)) for line in lines)
    return shown if len(text) <= limit else f"{shown} [… cut here: {len(text):,} characters in all]"


def one_line(text: str, *, limit: int = 400) -> str:
    """Return ``visible`` text with every run of white space as one blank, so that it cannot forge a line."""
    return " ".join(visible(text, limit=limit).split())


def _spelled(character: str) -> str:
    if character == "\t" or unicodedata.category(character) not in _SPELLED_OUT:
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
