"""The summary for a terminal or a log: what was audited, what was judged, what failed, what to do next.

Readable in 80 columns and without colour. Nothing of the target reaches the terminal unescaped, and nothing is read as
markup: every text is a ``rich.text.Text``.
"""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console, ConsoleRenderable, Group
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from fixtures.rule import Level
from fixtures.verdict import Verdict
from reports import wording
from reports.answer import Tone, answer_of
from reports.evidence import Exchange
from reports.files import replace_file
from reports.gate import Gate, judge_gate
from reports.inert import one_line
from reports.model import Run
from reports.outcome import Outcome
from reports.references import named
from reports.terminal_tables import STYLES, suite_table
from reports.trend import Trend

_TONES = {Tone.GOOD: "bold green", Tone.BAD: "bold red", Tone.OPEN: "bold yellow"}
_SHOWN_FINDINGS = 3
_SHOWN_EXCHANGES = 2
_BODY_LIMIT = 240
_LIST_LIMIT = 600


def render(
    run: Run, *, gate: Gate | None = None, reports: Sequence[Path] = (), trend: Trend | None = None, width: int = 80
) -> str:
    """Return the summary as plain text without colour, ``width`` columns wide."""
    console = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    lines = _drawn(run, console, gate, reports, trend).splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def write(run: Run, path: Path) -> None:
    """Write the summary as plain text, atomically. Raises ``ReportNotWritten``."""
    replace_file(path, render(run).encode())


def show(
    run: Run, console: Console, *, gate: Gate | None = None, reports: Sequence[Path] = (), trend: Trend | None = None
) -> None:
    """Print the summary to ``console`` in its width and colours.

    Characters that its encoding cannot say are escaped, so that a log in ASCII is no reason to stop.
    """
    text = _drawn(run, console, gate, reports, trend)
    if not console.is_terminal:
        # A log keeps what is written: Rich fills each line up to the width.
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    encoding = console.encoding
    console.file.write(text.encode(encoding, "backslashreplace").decode(encoding))
    console.file.flush()


def _drawn(run: Run, console: Console, gate: Gate | None, reports: Sequence[Path], trend: Trend | None) -> str:
    with console.capture() as captured:
        for part in _parts(run, gate or judge_gate(run), reports, trend):
            console.print(part, highlight=False, soft_wrap=False)
    return captured.get()


def _parts(run: Run, gate: Gate, reports: Sequence[Path], trend: Trend | None) -> Iterable[ConsoleRenderable]:
    yield _heading(run)
    yield Padding(suite_table(run), (1, 0, 0, 0))
    yield Text(f"{wording.coverage(run)}.", style="bold")
    failed = [outcome for outcome in run.failures if not outcome.is_waived]
    binding = [outcome for outcome in failed if outcome.rule.level is Level.MUST]
    warnings = [outcome for outcome in failed if outcome.rule.level is not Level.MUST]
    waived = [outcome for outcome in run.outcomes if outcome.is_waived]
    yield from _section("Failed", [_failure(outcome) for outcome in binding], style="bold red")
    yield from _section("Failed: SHOULD and MAY rules", [_failure(outcome) for outcome in warnings], style="yellow")
    yield from _section("Waived until a date", [_waived(outcome) for outcome in waived], style="yellow")
    for verdict in (Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.UNTESTED):
        found = [outcome for outcome in run.outcomes if outcome.verdict is verdict and not outcome.is_waived]
        yield from _section(
            verdict.capitalize(), _unjudged(found), style=STYLES[verdict], note=wording.MEANINGS[verdict]
        )
    yield from _section("Result", [_result(run, gate, reports, trend)], style="bold")


def _heading(run: Run) -> ConsoleRenderable:
    header = run.header
    browser = header.environment.browser or "none was used"
    grid = _grid()
    _row(grid, "Target", Text(f"{_plain(header.target_name)}, {_plain(header.target_url)}"))
    _row(grid, "Profile", Text(f"{header.profile}, {len(header.rules)} rules"))
    _row(grid, "Browser", _text(browser))
    _row(grid, "Started", Text(f"{header.started_at:%Y-%m-%d %H:%M:%S %Z}"))
    return Group(Text(f"Bearproof {_plain(header.bearproof_version)}", style="bold"), grid)


def _section(
    title: str, items: Sequence[ConsoleRenderable], *, style: str, note: str = ""
) -> Iterable[ConsoleRenderable]:
    if items:
        yield Text()
        yield Line(Text(title, style=style), align="left", style="dim")
        if note:
            yield Text(note, style="dim")
        yield from (Padding(item, (1, 0, 0, 0)) for item in items)


def _failure(outcome: Outcome) -> ConsoleRenderable:
    rule = outcome.rule
    grid = _grid()
    for found in outcome.deciding[:_SHOWN_FINDINGS]:
        case = f"[{found.case}] " if found.case else ""
        _row(grid, "Seen", _text(f"{case}{found.judgement.sentence}", limit=_LIST_LIMIT))
        for label, line in _exchange_lines(found.exchanges):
            _row(grid, label, Text(line))
        _row(grid, "Expected", _text(found.judgement.expected, limit=_LIST_LIMIT))
    if len(outcome.deciding) > _SHOWN_FINDINGS:
        more = len(outcome.deciding) - _SHOWN_FINDINGS
        ways = "1 more way" if more == 1 else f"{more} more ways"
        _row(grid, "And", Text(f"{ways} in which it failed: see the report."))
    _row(grid, "Why", _text(rule.why, limit=_LIST_LIMIT))
    _row(grid, "Fix", _text(rule.fix, limit=_LIST_LIMIT))
    _row(grid, "See", _text("; ".join(map(named, rule.refs))))
    return Group(_title(outcome), _indented(Text(_plain(rule.title), style="italic")), _indented(grid))


def _waived(outcome: Outcome) -> ConsoleRenderable:
    grid = _grid()
    for found in outcome.deciding[:_SHOWN_FINDINGS]:
        _row(grid, "Seen", _text(found.judgement.sentence, limit=_LIST_LIMIT))
    for waiver in outcome.waivers:
        _row(grid, "Waived", _text(waiver.terms, limit=_LIST_LIMIT))
    return Group(_title(outcome), _indented(grid))


def _unjudged(outcomes: list[Outcome]) -> list[ConsoleRenderable]:
    """Put rules with the same reason together: a target that cannot be reached is one fact, not forty."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Outcome]] = {}
    for outcome in outcomes:
        sentences = tuple(dict.fromkeys(found.judgement.sentence for found in outcome.deciding))
        alike.setdefault((sentences, wording.next_steps(outcome)), []).append(outcome)
    return [_reason(members, sentences, steps) for (sentences, steps), members in alike.items()]


def _reason(outcomes: list[Outcome], sentences: tuple[str, ...], steps: tuple[str, ...]) -> ConsoleRenderable:
    grid = _grid()
    for sentence in sentences[:_SHOWN_FINDINGS]:
        _row(grid, "Because", _text(sentence, limit=_LIST_LIMIT))
    for step in steps[:_SHOWN_FINDINGS]:
        _row(grid, "Next", _text(step, limit=_LIST_LIMIT))
    return Group(*(_title(outcome) for outcome in outcomes), _indented(grid))


def _exchange_lines(exchanges: Sequence[Exchange]) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    # The last exchanges show the outcome; what led there stands in the report.
    for exchange in exchanges[-_SHOWN_EXCHANGES:]:
        body = one_line(exchange.response_body, limit=_BODY_LIMIT)
        lines.append(("Asked", wording.asked(exchange)))
        lines.append(("Answered", f"{wording.answered(exchange)}{f', {body}' if body else ''}"))
    return lines


def _result(run: Run, gate: Gate, reports: Sequence[Path], trend: Trend | None) -> ConsoleRenderable:
    answer = answer_of(run, gate)
    grid = _grid()
    for number, reason in enumerate(gate.reasons):
        _row(grid, "" if number else "Because", _text(reason, limit=2_000))
    if trend is not None:
        _row(grid, "History", _text(trend.sentence, limit=2_000))
    _row(grid, "Spent", Text(f"{wording.cost(run)}."))
    for number, line in enumerate(_report_lines(reports)):
        _row(grid, "" if number else "Reports", Text(line, overflow="fold"))
    return Group(Text(f"Exit code {gate.code.value}: {answer.name}", style=_TONES[answer.tone]), grid)


def _report_lines(reports: Sequence[Path]) -> list[str]:
    """Name the first report by its path and its neighbours by their names, for that one is opened by hand."""
    if not reports:
        return []
    first, *others = reports
    beside = [path.name for path in others if path.parent == first.parent]
    apart = [_plain(str(path)) for path in others if path.parent != first.parent]
    return [_plain(str(first)), *([f"and beside it {', '.join(beside)}"] if beside else []), *apart]


def _title(outcome: Outcome) -> Text:
    rule = outcome.rule
    text = Text(f"{outcome.verdict.upper()} ", style=STYLES[outcome.verdict])
    text.append(_plain(rule.id), style="bold")
    text.append(f"  {rule.level}, {rule.severity}", style="dim")
    return text


def _indented(item: ConsoleRenderable) -> Padding:
    return Padding(item, (0, 0, 0, 2))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=8)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _row(grid: Table, label: str, text: Text) -> None:
    if text.plain:
        grid.add_row(label, text)


def _plain(text: str) -> str:
    return one_line(text, limit=200)


def _text(text: str, *, limit: int = 400) -> Text:
    return Text(one_line(text, limit=limit))
