"""Everything a target can say goes through every writer, and none of it is obeyed."""

import io
import re
import unicodedata
from pathlib import Path

import pytest
from junitparser import JUnitXml
from rich.cells import cell_len
from rich.console import Console

from fixtures.verdict import Verdict
from reports import cyclonedx, earl, gitlab, html, junit, oscal, sarif, stream, summary, terminal
from reports.inert import one_line, visible
from reports.model import Run, Table
from tests.reports.hostile import STRINGS, filled_with
from tests.reports.rich_sample import rich_run
from tests.reports.sample import exchange, judgement, result, run

EVERY_STRING = pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
_OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _dangerous(text: str) -> set[str]:
    return {letter for letter in text if letter not in "\n\t" and unicodedata.category(letter) in _OBEYED}


@EVERY_STRING
def test_run_file_keeps_every_text(text: str, tmp_path: Path) -> None:
    audited = filled_with(text, rich_run())
    stream.write(audited, tmp_path / "run.json")
    with stream.RunWriter(tmp_path / "run.jsonl") as writer:
        writer.write_header(audited.header)
        for found in audited.results:
            writer.write_result(found)
        writer.write_footer(audited.footer)
    assert (tmp_path / "run.jsonl").read_bytes().count(b"\n") == len(audited.results) + 2
    assert stream.read_run(tmp_path / "run.json") == audited
    assert stream.read_run(tmp_path / "run.jsonl") == audited


@EVERY_STRING
def test_terminal_obeys_nothing(text: str) -> None:
    shown = terminal.render(filled_with(text, rich_run()), reports=[Path("out") / "report.html"])
    assert not _dangerous(shown)
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert not re.search(r"^FAILED forged", shown, re.MULTILINE)


@EVERY_STRING
def test_terminal_in_colour_sends_no_sequence_of_the_target(text: str) -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, color_system="standard", width=80)
    terminal.show(filled_with(text, rich_run()), console)
    without_colour = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue())
    assert written.getvalue() != without_colour
    assert not _dangerous(without_colour)


@EVERY_STRING
def test_junit_stays_well_formed(text: str) -> None:
    audited = filled_with(text, rich_run())
    document = junit.render(audited)
    assert not _dangerous(document.decode())
    parsed = JUnitXml.fromstring(document)
    assert parsed.failures == audited.counts[Verdict.FAILED]


@EVERY_STRING
def test_html_stays_one_document(text: str) -> None:
    page = html.render(filled_with(text, rich_run()))
    assert not _dangerous(page)
    assert page.count("<script>") == page.count("</script>") == 1
    assert page.count("<style>") == page.count("</style>") == 1
    assert page.count("<img") == 1
    assert page.count("<details") == page.count("</details>")


def test_templates_and_markup_of_the_target_are_only_text() -> None:
    audited = filled_with(STRINGS["templates"], rich_run())
    for shown in (terminal.render(audited), html.render(audited), junit.render(audited).decode()):
        assert "{{ 7 * 7 }}" in shown
        assert "[bold red]red[/]" in shown


def _megabyte_run(characters: int) -> Run:
    long = "a" * characters
    sent = exchange(1, purpose=long, url=long, response_body=long, request_body=long, response_headers=((long, long),))
    cells = Table(title=long, columns=(long,), rows=((long,),))
    judged = judgement(Verdict.FAILED, sentence=long, expected=long, exchanges=(1,), next_step=long)
    return run(
        result("suite/fact", Verdict.FAILED, judgements=(judged,), exchanges=(sent,), evidence=(cells,), case=long)
    )  # fmt: skip


def test_ten_megabytes_bloat_no_report() -> None:
    audited = _megabyte_run(10_000_000)
    writers = (sarif.render, gitlab.render, earl.render, cyclonedx.render, oscal.render)
    sizes = {writer.__module__: len(writer(audited)) for writer in writers}
    sizes["summary"] = len(summary.render(audited))
    sizes |= {"html": len(html.render(audited)), "junit": len(junit.render(audited))}
    assert max(sizes.values()) < 700_000, sizes


def test_megabytes_are_cut_and_the_cut_is_told() -> None:
    audited = _megabyte_run(1_000_000)
    shown = terminal.render(audited)
    page = html.render(audited)
    cases = junit.render(audited)
    assert [len(shown) < 10_000, len(page) < 600_000, len(cases) < 50_000] == [True, True, True]
    for text in (shown, page, cases.decode()):
        assert "cut here: 1,000,000 characters in all" in " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ünïcödé ✓ 漢字", "plain – ünïcödé ✓ 漢字"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\\x0dc"),
        ("\x1b[31m\x00\x7f\x9b", "\\x1b[31m\\x00\\x7f\\x9b"),
        ("\u202eabc\u2028", "\\u202eabc\\u2028"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_invisible_characters_are_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_cannot_forge_another() -> None:
    assert one_line("a\n\n  b\tc\r\nd") == "a b c d"


def test_cut_falls_at_the_limit() -> None:
    assert visible("a" * 10, limit=10) == "a" * 10
    assert visible("a" * 11, limit=10) == "a" * 10 + " [… cut here: 11 characters in all]"
