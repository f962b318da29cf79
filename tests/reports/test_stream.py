"""The run file: what was written is read back, and what is damaged is never read as a pass."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from reports import stream
from reports.files import ReportNotWritten
from reports.gate import ExitCode, judge_gate
from reports.model import Ending, Run
from reports.stream import (
    Malformed,
    MissingFooter,
    MissingHeader,
    RunFileUnreadable,
    RunWriter,
    UnknownSchema,
    read_run,
)
from tests.reports.rich_sample import rich_run
from tests.reports.sample import footer, header, result, rule


def _written(audited: Run, path: Path) -> Path:
    with RunWriter(path) as writer:
        writer.write_header(audited.header)
        for found in audited.results:
            writer.write_result(found)
        writer.write_footer(audited.footer)
    return path


def test_stream_and_document_read_back_the_same_run(tmp_path: Path) -> None:
    audited = rich_run()
    stream.write(audited, tmp_path / "run.json")
    assert read_run(_written(audited, tmp_path / "run.jsonl")) == audited
    assert read_run(tmp_path / "run.json") == audited


def test_each_part_is_on_file_when_the_call_returns(tmp_path: Path) -> None:
    path, audited = tmp_path / "run.jsonl", rich_run()
    with RunWriter(path) as writer:
        writer.write_header(audited.header)
        writer.write_result(audited.results[0])
        with pytest.raises(MissingFooter) as caught:
            read_run(path)
    assert caught.value.partial.results == audited.results[:1]


def test_earlier_run_is_replaced(tmp_path: Path) -> None:
    path = _written(rich_run(), tmp_path / "run.jsonl")
    audited = rich_run(Ending.INTERRUPTED)
    assert read_run(_written(audited, path)) == audited


def test_run_without_footer_reads_as_interrupted(tmp_path: Path) -> None:
    path = _written(rich_run(), tmp_path / "run.jsonl")
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:-1]))
    with pytest.raises(
        MissingFooter, match=r"run\.jsonl, after line 18: there is no footer.*run the audit again"
    ) as caught:
        read_run(path)
    partial = caught.value.partial
    assert partial.footer.ending is Ending.INTERRUPTED
    assert partial.footer.finished_at > partial.header.started_at
    assert judge_gate(partial).code == ExitCode.INTERRUPTED


def test_cut_anywhere_is_never_a_pass(tmp_path: Path) -> None:
    one = Run(
        header=header(rule("suite/fact")), results=(result("suite/fact", Verdict.PASSED),), footer=footer()
    )  # fmt: skip
    assert judge_gate(one).code == ExitCode.CLEAN
    whole = _written(one, tmp_path / "whole.jsonl").read_bytes()
    cut = tmp_path / "cut.jsonl"
    ends = [place + offset for place, byte in enumerate(whole) if byte == ord("\n") for offset in (-1, 0, 1)]
    for length in sorted({*range(0, len(whole), 23), *(end for end in ends if end < len(whole))}):
        cut.write_bytes(whole[:length])
        with pytest.raises((MissingHeader, MissingFooter)) as caught:
            read_run(cut)
        if isinstance(caught.value, MissingFooter):
            assert judge_gate(caught.value.partial).code == ExitCode.INTERRUPTED


def test_line_cut_off_midway_costs_only_itself(tmp_path: Path) -> None:
    path = _written(rich_run(), tmp_path / "run.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5]) + lines[5][:40])
    with pytest.raises(MissingFooter) as caught:
        read_run(path)
    assert len(caught.value.partial.results) == 4


Damage = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    ("damage", "line", "fault"),
    [
        pytest.param(lambda lines: [*lines[:2], b"{oops\n", *lines[2:]], 3, "Invalid JSON", id="not JSON"),
        pytest.param(lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "Invalid JSON", id="empty line"),
        pytest.param(lambda lines: [*lines[:2], b"\xff\xfe\n", *lines[2:]], 3, "Invalid JSON", id="not UTF-8"),
        pytest.param(lambda lines: [*lines[:2], b"[]\n", *lines[2:]], 3, "should be an object", id="not an object"),
        pytest.param(lambda lines: [*lines[:2], b'{"poem":1}\n', *lines[2:]], 3, "poem", id="unknown part"),
        pytest.param(lambda lines: [*lines[:2], b"{}\n", *lines[2:]], 3, "header, result, footer", id="no part"),
        pytest.param(lambda lines: [lines[0], lines[0], *lines[1:]], 2, "second header", id="two headers"),
        pytest.param(lambda lines: [*lines, lines[-1]], 19, "not the last line", id="two footers"),
        pytest.param(lambda lines: [*lines, lines[1]], 19, "not the last line", id="result after the footer"),
        pytest.param(
            lambda lines: [lines[0], lines[1].replace(b'"failed"', b'"passed"', 1), *lines[2:]],
            2,
            "is called passed, but",
            id="verdict retouched",
        ),
        pytest.param(lambda _: [b"[" * 100_000 + b"\n"], 1, "Invalid JSON", id="nested without end"),
    ],
)
def test_damage_names_file_line_and_next_step(tmp_path: Path, damage: Damage, line: int, fault: str) -> None:
    path = _written(rich_run(), tmp_path / "run.jsonl")
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(Malformed, match=rf"run\.jsonl, line {line}: .*({fault}).*run the audit again") as caught:
        read_run(path)
    assert caught.value.line == line


def test_stream_with_a_result_of_an_unselected_rule_is_malformed(tmp_path: Path) -> None:
    path = _written(rich_run(), tmp_path / "run.jsonl")
    path.write_bytes(path.read_bytes().replace(b'{"result":{"rule_id":"', b'{"result":{"rule_id":"no', 1))
    with pytest.raises(Malformed, match="the header does not select"):
        read_run(path)


@pytest.mark.parametrize("name", ["run.jsonl", "run.json"])
@pytest.mark.parametrize("content", [b"", b"\n", b'{"footer":{}}\n', b'{"results":[]}\n'])
def test_file_without_header_is_no_run(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((MissingHeader, Malformed), match=rf"{name}, line 1: .*run the audit again"):
        read_run(path)


@pytest.mark.parametrize("name", ["run.jsonl", "run.json"])
@pytest.mark.parametrize("version", [2, 0, "1.0", None])
def test_other_schema_is_named(tmp_path: Path, name: str, version: object) -> None:
    path, audited = tmp_path / name, rich_run()
    later = json.loads(audited.model_dump_json())
    later["header"]["schema_version"] = version
    later["header"]["a_field_of_the_future"] = True
    path.write_text(json.dumps(later if name == "run.json" else {"header": later["header"]}) + "\n")
    with pytest.raises(UnknownSchema, match=rf"{name}, header: its schema_version is .* reads 1.*version of Bearproof"):
        read_run(path)


def test_document_without_footer_is_refused(tmp_path: Path) -> None:
    path, audited = tmp_path / "run.json", rich_run()
    path.write_text(audited.model_dump_json(exclude={"footer"}))
    with pytest.raises(Malformed, match="no footer"):
        read_run(path)


def test_damaged_document_says_where(tmp_path: Path) -> None:
    path, audited = tmp_path / "run.json", rich_run()
    path.write_text(audited.model_dump_json().replace('"complete"', '"splendid"'))
    with pytest.raises(Malformed, match=r"footer\.ending"):
        read_run(path)
    path.write_text(audited.model_dump_json()[:-10])
    with pytest.raises(Malformed, match="Invalid JSON"):
        read_run(path)


@pytest.mark.parametrize("name", ["absent.json", "absent.jsonl", ""])
def test_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunFileUnreadable, match=r"cannot be read: .*Name the run\.json"):
        read_run(tmp_path / name)


def test_parts_out_of_order_are_refused(tmp_path: Path) -> None:
    audited = rich_run()
    with RunWriter(tmp_path / "run.jsonl") as writer:
        with pytest.raises(ValueError, match="after the header"):
            writer.write_result(audited.results[0])
        with pytest.raises(ValueError, match="after the header"):
            writer.write_footer(audited.footer)
        writer.write_header(audited.header)
        with pytest.raises(ValueError, match="already written"):
            writer.write_header(audited.header)
        with pytest.raises(ValueError, match="does not select"):
            writer.write_result(result("suite/stray", Verdict.PASSED))
        writer.write_footer(audited.footer)
        with pytest.raises(ValueError, match="after the header"):
            writer.write_footer(audited.footer)
        with pytest.raises(ValueError, match="before the footer"):
            writer.write_result(audited.results[0])


def test_full_disk_is_one_clear_error() -> None:
    with (
        pytest.raises(ReportNotWritten, match=r"Could not write /dev/full: No space left on device.*Free the space"),
        RunWriter(Path("/dev/full")) as writer,
    ):
        writer.write_header(rich_run().header)


def test_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReportNotWritten, match=r"file/run\.jsonl: Not a directory|file/run\.jsonl: File exists"):
        RunWriter(tmp_path / "file" / "run.jsonl")
