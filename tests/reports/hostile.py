"""Runs in which every text is what a hostile target might send."""

from collections.abc import Mapping

from reports.model import Run

FIXED = frozenset({
    "verdict", "severity", "level", "asvs", "needs", "profile", "state", "ending", "kind", "png", "started_at",
    "finished_at", "schema_version",
})  # fmt: skip
"""Fields that are no text of anybody's: enumerations, times, pictures."""

STRINGS: Mapping[str, str] = {
    "markup": "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>\"'></pre></details></style>",
    "terminal": "\x1b[2J\x1b]0;owned\x07\x9b31m\r\x08\x7f",
    "xml": "\x00\x01\x0b\x0c\ufffe\uffff]]>&lt;&#0;",
    "surrogates": "\ud800\udfff\udc80",
    "direction": "\u202e\u2066desrever\u2069\u200f\u2028\u2029",
    "templates": "{{ 7 * 7 }} {% raw %} [bold red]red[/] [link=file:///etc/passwd]x[/link]",
    "lines": "one\r\ntwo\n\nFAILED forged/rule  MUST, critical\n",
}


def filled_with(text: str, run: Run) -> Run:
    """Put ``text`` as it is before every string, through the constructors; ids that were equal stay equal."""
    document = run.model_dump(mode="python")
    return Run.model_validate(_filled(text, document))


def _filled(text: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: part if key in FIXED else _filled(text, part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(text, part) for part in value]
    return f"{text}{value}" if isinstance(value, str) else value
