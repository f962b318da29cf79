"""Composes the page: the templates see the run through a few named views, and every text through one filter."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from fixtures.rule import Severity
from fixtures.verdict import Verdict
from reports import curl, wording
from reports.answer import answer_of
from reports.gate import Gate
from reports.html import trend_chart
from reports.html.sentences import at_moment, linked, picture_size, spelled_seconds
from reports.inert import one_line, visible
from reports.model import Run
from reports.outcome import Outcome
from reports.record import in_words
from reports.references import link_to, named
from reports.tally import by_suite
from reports.trend import Trend
from reports.views import views_of

_HERE = Path(__file__).parent
_BAR_WIDTH = 1000

_VERDICTS = (
    Verdict.FAILED,
    Verdict.ERROR,
    Verdict.INCONCLUSIVE,
    Verdict.UNTESTED,
    Verdict.PASSED,
    Verdict.INAPPLICABLE,
)
_HEADINGS = {
    Verdict.FAILED: "Failed",
    Verdict.ERROR: "Error of Bearproof",
    Verdict.INCONCLUSIVE: "Inconclusive",
    Verdict.UNTESTED: "Untested",
    Verdict.PASSED: "Passed",
    Verdict.INAPPLICABLE: "Not applicable",
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """The rules that came to one verdict."""

    verdict: Verdict
    heading: str
    meaning: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, kw_only=True)
class Stripe:
    """One verdict's part of the bar over all rules, in thousandths of its width."""

    verdict: Verdict
    start: float
    width: float


def compose(run: Run, gate: Gate, trend: Trend | None = None) -> str:
    """Return the whole document, with what has changed since earlier audits where these are known."""
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            run=run,
            gate=gate,
            trend=trend,
            columns=trend_chart.columns(trend) if trend is not None else (),
            ids=frozenset(run.verdicts),
            answer=answer_of(run, gate),
            sections=_sections(run),
            stripes=_stripes(run),
            suites=by_suite(run),
            views=views_of(run),
            verdicts=_VERDICTS,
            headings=_HEADINGS,
            severities=list(Severity),
            policy=_content_policy(style, script),
            style=Markup(style),  # noqa: S704  our own file, which a test keeps free of a closing tag
            script=Markup(script),  # noqa: S704  our own file, which a test keeps free of a closing tag
        )
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        finalize=_inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        one_line=one_line,
        in_words=in_words,
        link_to=link_to,
        named=named,
        linked=linked,
        spelled_seconds=spelled_seconds,
        answered=wording.answered,
        base64=_base64,
        picture_size=picture_size,
        at_moment=at_moment,
        curl=curl.command,
    )
    environment.globals.update(
        coverage=wording.coverage, cost=wording.cost, next_steps=wording.next_steps, percent=wording.percent
    )
    return environment


def _inert(value: object) -> object:
    """Make every printed text visible before it is escaped, so that no place in a template can forget to."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sections(run: Run) -> list[Section]:
    found: list[Section] = []
    for verdict in _VERDICTS:
        outcomes = sorted((item for item in run.outcomes if item.verdict is verdict), key=lambda item: item.rank)
        if outcomes:
            heading, meaning = _HEADINGS[verdict], wording.MEANINGS[verdict]
            found.append(Section(verdict=verdict, heading=heading, meaning=meaning, outcomes=tuple(outcomes)))
    return found


def _stripes(run: Run) -> list[Stripe]:
    stripes: list[Stripe] = []
    start = 0.0
    for verdict in _VERDICTS:
        width = _BAR_WIDTH * run.counts[verdict] / max(len(run.outcomes), 1)
        if width:
            stripes.append(Stripe(verdict=verdict, start=round(start, 2), width=round(width, 2)))
        start += width
    return stripes


def _content_policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _base64(content: bytes) -> str:
    return Markup(base64.b64encode(content).decode())  # noqa: S704  its alphabet has nothing to escape, nor to cut


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")
