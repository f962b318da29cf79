"""From what happened inside a rule to its verdict and its record."""

import json

import pytest

from fixtures.docket import Docket, Moment, Screenshot, Table, Timeline
from fixtures.outcome import outcome_of, record_of
from fixtures.redact import Vault
from fixtures.rule import AsvsLevel, Rule, Severity
from fixtures.verdict import Judgement, Verdict, VerdictReached, failed, inapplicable, inconclusive, untested
from reports.model import Result
from tests.core.building import exchange

RULE = Rule(
    id="token/unsigned-rejected", suite="token", title="A token without a signature is refused.", why="w", judged="j",
    fix="f", severity=Severity.HIGH, asvs=AsvsLevel.L1, levels={}, needs=(), statements=(), refs=("CWE-347",),
)  # fmt: skip
SEEN = Judgement(verdict=Verdict.PASSED, sentence="It was seen.", expected="Something.")


def docket_with(*judgements: Judgement, is_evident: bool = True) -> Docket:
    return Docket(judgements=list(judgements), exchanges={1: exchange(1)} if is_evident else {})


def test_a_rule_that_saw_and_judged_passes() -> None:
    assert outcome_of(docket_with(SEEN), None).verdict is Verdict.PASSED


def test_a_rule_that_judged_nothing_is_an_error() -> None:
    outcome = outcome_of(docket_with(), None)

    assert outcome.verdict is Verdict.ERROR
    assert "without having judged anything" in outcome.deciding.sentence
    assert outcome.deciding.next_step


def test_a_rule_that_judged_without_anything_sent_or_seen_is_an_error() -> None:
    outcome = outcome_of(docket_with(SEEN, is_evident=False), None)

    assert outcome.verdict is Verdict.ERROR
    assert "without anything that was sent or seen" in outcome.deciding.sentence


def test_evidence_other_than_an_exchange_is_enough() -> None:
    docket = Docket(judgements=[SEEN], evidence=[Table(title="Stores", columns=("name",), rows=())])

    assert outcome_of(docket, None).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("raised", "verdict"),
    [
        (failed("F.", expected="e"), Verdict.FAILED),
        (inconclusive("I.", expected="e"), Verdict.INCONCLUSIVE),
        (untested("U.", enable="x"), Verdict.UNTESTED),
        (RuntimeError("boom"), Verdict.ERROR),
        (AssertionError(), Verdict.ERROR),
        (KeyError("access_token"), Verdict.ERROR),
    ],
)
def test_what_ends_a_rule_outranks_the_passes_before_it(raised: BaseException, verdict: Verdict) -> None:
    outcome = outcome_of(docket_with(SEEN), raised)

    assert outcome.verdict is verdict
    assert outcome.deciding.verdict is verdict
    assert outcome.judgements[0] is SEEN


def test_what_does_not_apply_takes_nothing_from_what_was_seen() -> None:
    assert outcome_of(docket_with(SEEN), inapplicable("Only half applies.")).verdict is Verdict.PASSED
    assert outcome_of(docket_with(), inapplicable("Nothing applies.")).verdict is Verdict.INAPPLICABLE


def test_a_judgement_that_was_filed_and_raised_counts_once() -> None:
    docket = docket_with(SEEN)
    with pytest.raises(VerdictReached) as reached:
        docket.failed("It was broken.", expected="Whole.")

    outcome = outcome_of(docket, reached.value)

    assert [item.verdict for item in outcome.judgements] == [Verdict.PASSED, Verdict.FAILED]


def test_a_failure_seen_before_our_own_crash_stays_a_failure_and_the_crash_is_told() -> None:
    broken = Judgement(verdict=Verdict.FAILED, sentence="It was broken.", expected="Whole.")

    outcome = outcome_of(docket_with(broken), RuntimeError("boom"))

    assert outcome.verdict is Verdict.FAILED
    assert "RuntimeError: boom" in outcome.traceback


def crash(password: str) -> BaseException:
    try:
        int(password)
    except ValueError as error:
        return error
    raise AssertionError(password)


def test_a_crash_leaves_a_traceback_without_secrets_in_a_record_that_the_reports_read() -> None:
    vault, docket = Vault(), docket_with(SEEN)
    vault.remember("correct horse battery", "password")
    docket.evidence += [
        Table(title="Login", columns=("password",), rows=(("correct horse battery",),)),
        Timeline(title="Tabs", moments=(Moment(at=0.5, who="tab 1", what="typed correct horse battery"),)),
        Screenshot(title="After correct horse battery", png=b"\x89PNG"),
    ]

    record = record_of(
        RULE, "case", outcome_of(docket, crash("correct horse battery")), docket, seconds=0.5, worker="gw0",
        masked=vault.masked,
    )  # fmt: skip

    text = json.dumps(record, ensure_ascii=False)
    assert "horse" not in text
    assert text.count("‹password›") >= 5
    assert "in crash" in record["traceback"]
    assert Result.model_validate(record).verdict is Verdict.ERROR


@pytest.mark.parametrize("password", ["passed", "token", "table", "main", "rule_id", "unsigned-rejected", "verdict"])
def test_a_password_that_is_one_of_our_words_does_not_spoil_the_record(password: str) -> None:
    vault, docket = Vault(), docket_with(SEEN)
    docket.evidence.append(Table(title="Stores", columns=("name",), rows=(("refresh",),)))
    vault.remember(password, "password")

    record = record_of(RULE, "", outcome_of(docket, None), docket, seconds=0.5, worker="main", masked=vault.masked)

    result = Result.model_validate(record)
    assert (result.rule_id, result.verdict, result.worker) == (RULE.id, Verdict.PASSED, "main")
