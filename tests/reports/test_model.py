"""The run model: worst wins, nothing unjudged is hidden, and the copy of the evidence stays a copy."""

from dataclasses import asdict, fields

import pytest
from pydantic import ValidationError

from fixtures import docket
from fixtures import verdict as verdicts
from fixtures.rule import CATALOGUE, Level, Profile, Rule, Severity
from fixtures.verdict import Verdict
from reports import evidence, wording
from reports.model import Result, RuleInfo, Run
from tests.reports.sample import exchange, footer, header, judgement, result, rule, run

PASSED, FAILED, ERROR = Verdict.PASSED, Verdict.FAILED, Verdict.ERROR
INCONCLUSIVE, UNTESTED, INAPPLICABLE = Verdict.INCONCLUSIVE, Verdict.UNTESTED, Verdict.INAPPLICABLE


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([PASSED, PASSED], PASSED),
        ([PASSED, FAILED, PASSED], FAILED),
        ([FAILED, ERROR], FAILED),
        ([PASSED, ERROR], ERROR),
        ([PASSED, INCONCLUSIVE], INCONCLUSIVE),
        ([PASSED, UNTESTED], UNTESTED),
        ([INAPPLICABLE, PASSED], PASSED),
        ([INAPPLICABLE], INAPPLICABLE),
        ([], UNTESTED),
    ],
)
def test_worst_case_is_the_verdict_in_any_order(found: list[Verdict], expected: Verdict) -> None:
    for order in (found, found[::-1]):
        cases = [result("suite/fact", verdict, case=str(number)) for number, verdict in enumerate(order)]
        assert run(*cases, rules=(rule("suite/fact"),)).verdicts == {"suite/fact": expected}


def test_coverage_counts_what_was_decided_among_what_applies() -> None:
    found = [PASSED, FAILED, ERROR, INCONCLUSIVE, UNTESTED, INAPPLICABLE]
    ids = [f"suite/rule-{number}" for number in range(7)]
    audited = run(*map(result, ids, found), rules=tuple(map(rule, ids)))
    assert audited.counts == {verdict: 2 if verdict is UNTESTED else 1 for verdict in Verdict}
    assert (audited.judged, audited.applicable, audited.coverage) == (2, 6, 2 / 6)


def test_nothing_applicable_is_no_coverage() -> None:
    assert run(result("suite/fact", INAPPLICABLE)).coverage == 0.0
    assert run().coverage == 0.0


def test_rule_without_a_result_says_so() -> None:
    [outcome] = run(rules=(rule("suite/fact"),)).outcomes
    assert not outcome.has_run
    assert [found.judgement.sentence for found in outcome.deciding] == ["The run ended before it."]
    assert wording.next_steps(outcome)


def test_failures_come_worst_harm_first_then_most_binding_then_by_id() -> None:
    order = [
        rule("z/critical", severity=Severity.CRITICAL),
        rule("b/must", severity=Severity.HIGH),
        rule("c/must", severity=Severity.HIGH),
        rule("a/should", severity=Severity.HIGH, level=Level.SHOULD),
        rule("a/low", severity=Severity.LOW),
    ]
    audited = run(*(result(info.id, FAILED) for info in order), rules=tuple(reversed(order)))
    assert [outcome.rule for outcome in audited.failures] == order


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        (PASSED, []),
        (PASSED, [INAPPLICABLE]),
        (PASSED, [PASSED, FAILED]),
        (INAPPLICABLE, [FAILED]),
        (UNTESTED, [PASSED, FAILED]),
        (ERROR, [FAILED]),
    ],
)
def test_verdict_better_than_its_judgements_is_refused(claimed: Verdict, found: list[Verdict]) -> None:
    with pytest.raises(ValidationError, match="is called"):
        result("suite/fact", claimed, judgements=tuple(judgement(verdict) for verdict in found))


@pytest.mark.parametrize(
    ("claimed", "found"),
    [(INAPPLICABLE, [PASSED, INAPPLICABLE]), (ERROR, []), (FAILED, [PASSED, FAILED]), (UNTESTED, [PASSED, UNTESTED])],
)
def test_verdict_as_bad_as_its_judgements_is_taken(claimed: Verdict, found: list[Verdict]) -> None:
    assert result("suite/fact", claimed, judgements=tuple(judgement(verdict) for verdict in found)).verdict is claimed


def test_verdict_without_a_sentence_is_explained_by_its_traceback() -> None:
    audited = run(result("suite/fact", ERROR, judgements=(), traceback="Traceback ...\nKeyError: 'tab'\n"))
    [found] = audited.outcomes[0].deciding
    assert found.judgement.sentence == "KeyError: 'tab'"
    assert "fault of Bearproof" in (found.judgement.next_step or "")


def test_result_of_an_unselected_rule_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not select: suite/stray"):
        Run(header=header(rule("suite/fact")), results=(result("suite/stray", PASSED),), footer=footer())


def test_rule_selected_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"more than once.*suite/fact"):
        header(rule("suite/fact"), rule("suite/fact"))


def test_judgement_that_points_at_nothing_recorded_still_reads() -> None:
    lost = judgement(FAILED, exchanges=(1, 99))
    [outcome] = run(result("suite/fact", FAILED, judgements=(lost,), exchanges=(exchange(1),))).outcomes
    assert [shown.number for shown in outcome.deciding[0].exchanges] == [1]


def test_cases_with_the_same_numbers_keep_their_own_exchanges() -> None:
    cases = [
        result("suite/fact", FAILED, case=name, judgements=(judgement(FAILED, exchanges=(1,)),), exchanges=(sent,))
        for name, sent in (("one", exchange(1, purpose="first")), ("two", exchange(1, purpose="second")))
    ]
    [outcome] = run(*cases).outcomes
    shown = [(found.case, found.exchanges[0].purpose) for found in outcome.deciding]
    assert shown == [("one", "first"), ("two", "second")]
    assert outcome.other_exchanges == ()


@pytest.mark.parametrize("name", ["Exchange", "Table", "Moment", "Timeline", "Screenshot"])
def test_evidence_has_the_fields_of_the_docket(name: str) -> None:
    ours = set(getattr(evidence, name).model_fields) - {"kind"}
    assert ours == {field.name for field in fields(getattr(docket, name))}


def test_judgement_has_the_fields_of_the_verdict() -> None:
    assert set(evidence.Judgement.model_fields) == {field.name for field in fields(verdicts.Judgement)}


def _docket() -> tuple[docket.Exchange, list[docket.Evidence], verdicts.Judgement]:
    sent = docket.Exchange(
        number=4, purpose="control", started=1.5, elapsed=0.25, method="GET", url="https://shop.example/me",
        request_headers=(("accept", "*/*"),), request_body="", status=200, response_headers=(), response_body="ok",
    )  # fmt: skip
    shown: list[docket.Evidence] = [
        docket.Table(title="cookies", columns=("name",), rows=(("sid",),)),
        docket.Timeline(title="tabs", moments=(docket.Moment(at=0.0, who="tab 1", what="opens"),)),
        docket.Screenshot(title="page", png=b"\x89PNG\xff\xfe\x00"),
    ]
    return sent, shown, verdicts.Judgement(verdict=PASSED, sentence="Seen.", expected="That.", exchanges=(4,))


def test_docket_is_taken_as_objects_and_as_plain_values() -> None:
    sent, shown, judged = _docket()
    frame = {"rule_id": "suite/fact", "verdict": "passed"}
    from_objects = Result.model_validate(frame | {"exchanges": [sent], "evidence": shown, "judgements": [judged]})
    from_values = Result.model_validate(
        frame
        | {
            "exchanges": [asdict(sent)],
            "evidence": [asdict(item) for item in shown],
            "judgements": [asdict(judged)],
        }
    )
    assert from_objects == from_values
    assert [item.kind for item in from_values.evidence] == ["table", "timeline", "screenshot"]
    assert Result.model_validate_json(from_values.model_dump_json()) == from_values


@pytest.mark.parametrize("value", [{"kind": "poem", "title": "x"}, {"title": "x"}, 7])
def test_unknown_kind_of_evidence_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="evidence"):
        Result.model_validate({"rule_id": "a/b", "verdict": "error", "evidence": [value]})


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0])
def test_seconds_are_finite_and_not_negative(seconds: float) -> None:
    with pytest.raises(ValidationError, match="duration_seconds"):
        Result(rule_id="a/b", verdict=ERROR, duration_seconds=seconds)


def test_rule_of_the_catalogue_is_copied_at_the_level_of_the_profile() -> None:
    made = Rule(
        id="suite/fact", suite="suite", title="A fact.", why="w", judged="j", fix="f", severity=Severity.LOW,
        asvs=rule().asvs, levels={Profile.GUIDE_2019: Level.SHOULD}, needs=(), statements=("S1.1",), refs=("CWE-1",),
    )  # fmt: skip
    assert made.id not in CATALOGUE
    assert RuleInfo.of(made, profile=Profile.GUIDE_2019).level is Level.SHOULD
    with pytest.raises(ValueError, match="suite/fact is not in profile bcp-2026"):
        RuleInfo.of(made, profile=Profile.BCP_2026)


def test_what_is_said_several_times_is_one_finding_with_everything_that_shows_it() -> None:
    same = [judgement(Verdict.FAILED, sentence="It came back.", exchanges=(number,)) for number in (1, 2)]
    other = judgement(Verdict.FAILED, sentence="It came back twice.", exchanges=(2,))
    audited = run(
        result(
            "suite/rule", Verdict.FAILED, judgements=(*same, other), exchanges=tuple(exchange(n) for n in (1, 2, 3))
        ),
        rules=(rule("suite/rule"),),
    )
    [outcome] = audited.outcomes
    shown = [(one.judgement.sentence, [sent.number for sent in one.exchanges]) for one in outcome.deciding]
    assert shown == [("It came back.", [1, 2]), ("It came back twice.", [2])]
    assert outcome.others == ()
    assert [sent.number for sent in outcome.other_exchanges] == [3]
