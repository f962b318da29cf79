"""What a verdict rests on: exchanges, tables, timelines, pictures, and the judgements drawn from them.

The fields are those of ``fixtures.docket`` and ``fixtures.verdict``; a test compares them. Every secret was masked
when the evidence was recorded.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from fixtures.verdict import Verdict
from reports.record import Record, Seconds, Text


class Exchange(Record):
    """One request and its answer as they were seen, every secret already replaced by a mask."""

    number: int
    """Its number; judgements refer to it."""
    purpose: Text
    """Why it was sent, in the words of the rule."""
    started: Annotated[float, Field(allow_inf_nan=False)]
    """Seconds since the epoch, by the clock of the machine that ran the audit."""
    elapsed: Seconds
    """Seconds until the answer had been read, or until it was given up."""
    method: Text
    """The request method."""
    url: Text
    """The absolute URL that was asked for."""
    request_headers: tuple[tuple[Text, Text], ...]
    """Names and values, in the order in which they were sent."""
    request_body: Text
    """The body as text; empty when there was none."""
    status: int | None
    """The status code; null when no answer came."""
    response_headers: tuple[tuple[Text, Text], ...]
    """Names and values, in the order in which they arrived."""
    response_body: Text
    """The body as text, at most as much of it as was read."""
    is_truncated: bool = False
    """Whether the answer was longer than what was kept."""
    problem: Text = ""
    """Why no answer came; empty when one did."""


class Table(Record):
    """Evidence in rows: the cookies of an answer, the contents of a store."""

    kind: Literal["table"] = "table"
    """Tells the kinds of evidence apart."""
    title: Text
    """What the rows are."""
    columns: tuple[Text, ...]
    """The heading of each column."""
    rows: tuple[tuple[Text, ...], ...]
    """The cells, row by row."""


class Moment(Record):
    """One entry of a timeline."""

    at: Annotated[float, Field(allow_inf_nan=False)]
    """Seconds since the start of the timeline."""
    who: Text
    """Who acted or was seen: a tab, a person, the server."""
    what: Text
    """What happened."""


class Timeline(Record):
    """What happened when: tabs, clocks and requests side by side."""

    kind: Literal["timeline"] = "timeline"
    """Tells the kinds of evidence apart."""
    title: Text
    """What the moments belong to."""
    moments: tuple[Moment, ...]
    """In the order in which they happened."""


class Screenshot(Record):
    """A picture of a page as a signed-in or signed-out person saw it."""

    kind: Literal["screenshot"] = "screenshot"
    """Tells the kinds of evidence apart."""
    title: Text
    """What the picture shows."""
    png: bytes
    """The picture, in base64 (RFC 4648, section 5) in the file."""


def _kind_of(value: Any) -> str | None:
    """Tell the kind by its name, or by the one field that only this kind has."""
    found = value if isinstance(value, dict) else {name: True for name in _ONLY_IN if hasattr(value, name)}
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if isinstance(kind, str) else next((_ONLY_IN[name] for name in _ONLY_IN if name in found), None)


_ONLY_IN = {"columns": "table", "moments": "timeline", "png": "screenshot"}

Evidence = Annotated[
    Annotated[Table, Tag("table")] | Annotated[Timeline, Tag("timeline")] | Annotated[Screenshot, Tag("screenshot")],
    Discriminator(_kind_of),
]


class Judgement(Record):
    """One decision inside a rule, in words a reader of the report understands."""

    verdict: Verdict
    """What was decided."""
    sentence: Text
    """What was asked and what came back, as one fact."""
    expected: Text
    """What a conforming target would have done."""
    exchanges: tuple[int, ...] = ()
    """Numbers of the exchanges that show it."""
    next_step: Text | None = None
    """What the reader can do about it, where that is more than the rule's own fix."""
