"""The summary for a terminal: what a reader must find in it, in the order in which it is needed."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from fixtures.rule import Severity
from fixtures.verdict import Verdict
from reports import terminal
from reports.gate import ExitCode, Gate
from reports.model import Ending
from reports.record import in_words
from tests.reports.rich_sample import rich_run
from tests.reports.sample import exchange, judgement, result, rule, run


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_failure_tells_what_was_asked_answered_and_expected() -> None:
    shown = _flat(terminal.render(rich_run()))
    for part in (
        "FAILED refresh/rotates-and-retires MUST, critical",
        "Seen POST /refresh with a spent refresh token was answered 200 and issued a token for ada.",
        "Asked POST https://shop.example/refresh (a spent refresh token)",
        'Answered 200 OK in 12 ms, {"jwt_token": "***(jwt, 312 characters)", "expires_in": 900}',
        "Expected 400, 401 or 403, and no token.",
        "Fix Store a hash of the current token",
        "See RFC 9700 §4.14.2; ASVS v5.0.0-10.4.5; CWE-613",
    ):
        assert part in shown


def test_order_is_failures_warnings_unjudged_result() -> None:
    shown = terminal.render(rich_run())
    order = [
        "Corner shop", "13 of 16 applicable rules judged (81 %).", "FAILED refresh/rotates-and-retires",
        "FAILED storage/memory-only", "Failed: SHOULD and MAY rules", "FAILED token/short-lifetime",
        "ERROR client/startup-refresh", "INCONCLUSIVE session/force-logout-all", "UNTESTED token/expired-rejected",
        "Exit code 3: internal error",
    ]  # fmt: skip
    places = [shown.index(part) for part in order]
    assert places == sorted(places)


def test_unjudged_rules_say_why_and_what_next() -> None:
    shown = _flat(terminal.render(rich_run()))
    assert "Because The target's time cannot be moved. Next Add [clock] to the target file" in shown
    assert "no answer within 10 s" not in shown.partition("Inconclusive")[0]


def test_one_reason_for_many_rules_is_said_once() -> None:
    rules = tuple(rule(f"suite/rule-{number}") for number in range(40))
    shown = terminal.render(run(rules=rules, ending=Ending.NOT_STARTED))
    assert shown.count("The run ended before it.") == 1
    assert all(f"UNTESTED {info.id} " in shown for info in rules)


def test_many_ways_to_fail_are_counted_and_not_all_told() -> None:
    judged = tuple(judgement(Verdict.FAILED, sentence=f"Way {number}.") for number in range(10))
    shown = terminal.render(run(result("suite/fact", Verdict.FAILED, judgements=judged)))
    assert "Way 2." in shown
    assert "Way 3." not in shown
    assert "7 more ways in which it failed" in shown


def test_table_counts_each_suite_and_all() -> None:
    rows = {line.split()[0]: line.split()[1:] for line in terminal.render(rich_run()).splitlines() if line.split()}
    assert rows["token"] == ["3", "1", "·", "·", "1", "·", "4/5"]
    assert rows["ssr"] == ["·", "·", "·", "·", "·", "1", "0/0"]
    assert rows["all"] == ["10", "3", "1", "1", "1", "1", "13/16"]


def test_reports_and_gate_are_named() -> None:
    gate = Gate(code=ExitCode.RULE_FAILED, reasons=("Because of this.",))
    shown = _flat(terminal.render(rich_run(), gate=gate, reports=[Path("out/report.html"), Path("out/junit.xml")]))
    assert "Exit code 1: rule failed Because Because of this." in shown
    assert "318 requests and 17 logins in 14.2 s: 6.4 s waiting for the target, 7.8 s in Bearproof." in shown
    assert "Reports out/report.html and beside it junit.xml" in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_the_width(width: int) -> None:
    shown = terminal.render(rich_run(), width=width, reports=[Path("a" * 300)])
    assert max(map(cell_len, shown.splitlines())) <= width


def test_no_colour_no_escapes_no_trailing_blanks() -> None:
    shown = terminal.render(rich_run())
    assert "\x1b" not in shown
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_terminal_in_ascii_is_served() -> None:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80)
    body = exchange(1, response_body="日本語")
    judged = judgement(Verdict.FAILED, exchanges=(1,))
    terminal.show(run(result("suite/fact", Verdict.FAILED, judgements=(judged,), exchanges=(body,))), console)
    assert b"\\u65e5" in raw.getvalue()


def test_summary_can_be_kept_as_a_file(tmp_path: Path) -> None:
    terminal.write(rich_run(), tmp_path / "summary.txt")
    assert (tmp_path / "summary.txt").read_text(encoding="utf-8") == terminal.render(rich_run())


def test_worst_severity_comes_first() -> None:
    rules = [rule("a/low", severity=Severity.LOW), rule("z/critical", severity=Severity.CRITICAL)]
    shown = terminal.render(run(*(result(info.id, Verdict.FAILED) for info in rules), rules=tuple(rules)))
    assert shown.index("FAILED z/critical") < shown.index("FAILED a/low")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 ms"), (0.2404, "240 ms"), (3.21, "3.2 s"), (59.9, "59.9 s"), (125, "2 min 05 s")]
)
def test_durations_are_said_as_a_reader_would(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
