"""What has changed since earlier audits."""

from datetime import timedelta

from fixtures.verdict import Verdict
from reports.html import render
from reports.model import Ending, Run
from reports.summary import render as summary
from reports.terminal import render as terminal
from reports.trend import PastRun, Trend
from tests.reports.sample import STARTED, result, run

FAILED, PASSED, UNTESTED, INAPPLICABLE = Verdict.FAILED, Verdict.PASSED, Verdict.UNTESTED, Verdict.INAPPLICABLE
NOW = {"a/new": FAILED, "a/old": FAILED, "a/fixed": PASSED, "a/lost": UNTESTED, "a/gone": INAPPLICABLE}
BEFORE = {"a/new": PASSED, "a/old": FAILED, "a/fixed": FAILED, "a/lost": PASSED, "a/gone": FAILED, "a/out": PASSED}


def _run(verdicts: dict[str, Verdict]) -> Run:
    return run(*(result(rule_id, verdict) for rule_id, verdict in verdicts.items()))


def _past(days: int, verdicts: dict[str, Verdict], ending: Ending = Ending.COMPLETE) -> PastRun:
    header = _run(verdicts).header
    return PastRun(
        id=f"{days}", target_name=header.target_name, target_url=header.target_url, profile=header.profile,
        started_at=STARTED - timedelta(days=days), ending=ending, exit_code=1, is_partial=False,
        bearproof_version="0.1.0", verdicts=verdicts,
    )  # fmt: skip


def _trend(*earlier: PastRun, now: dict[str, Verdict] = NOW) -> Trend:
    return Trend(earlier=earlier, present=_past(0, now))


def test_it_tells_new_fixed_and_lost_against_the_last_whole_run() -> None:
    trend = _trend(_past(9, BEFORE), _past(1, {"a/new": FAILED}, Ending.INTERRUPTED))
    assert trend.new == ("a/new",)
    assert trend.fixed == ("a/fixed", "a/gone")
    assert trend.lost == ("a/lost", "a/out")
    assert trend.sentence == (
        "Audit 3 of this target under guide-2019. Since 2026-03-05 09:26 UTC: 1 new failure (a/new); "
        "2 fixed (a/fixed, a/gone); 2 no longer judged (a/lost, a/out)."
    )


def test_a_rule_that_is_new_to_the_catalogue_and_fails_is_a_new_failure() -> None:
    assert _trend(_past(1, {"a/old": FAILED}), now={"a/old": FAILED, "a/never-seen": FAILED}).new == ("a/never-seen",)


def test_a_row_of_failures_ends_at_a_pass_and_not_at_silence() -> None:
    verdicts = (PASSED, FAILED, UNTESTED, FAILED)
    earlier = [_past(10 - place, {"a/old": verdict}) for place, verdict in enumerate(verdicts)]
    trend = _trend(*earlier, _past(1, {}), now={"a/old": FAILED})
    assert trend.failing_since("a/old") == STARTED - timedelta(days=9)
    assert trend.failing_since("a/other") is None


def test_the_first_audit_compares_with_nothing() -> None:
    trend = _trend(now={"a/old": FAILED})
    assert (trend.new, trend.fixed, trend.lost) == ((), (), ())
    assert trend.sentence == "Audit 1 of this target under guide-2019: none before it came to its end."
    assert trend.failing_since("a/old") == STARTED


def test_no_change_is_said_as_such() -> None:
    assert "nothing has changed" in _trend(_past(1, NOW)).sentence


def test_it_stands_in_what_people_read() -> None:
    audited, trend = _run(NOW), _trend(_past(9, BEFORE))
    assert trend.sentence in " ".join(terminal(audited, trend=trend).split())
    assert "1 new failure" in summary(audited, trend=trend)
    page = render(audited, trend=trend)
    assert "Since earlier audits" in page
    assert "<title>2026-03-05 09:26 UTC: 3 failed, 3 passed</title>" in page
    assert "Since earlier audits" not in render(audited)
