"""What a rule files: anything but a pass ends it, and a verdict outside of a rule is lost to nobody."""

import pytest

from fixtures.docket import Docket, Table, current, opened
from fixtures.verdict import Judgement, Verdict, VerdictReached
from tests.core.building import exchange


def judgement(verdict: Verdict, sentence: str = "It was seen.") -> Judgement:
    return Judgement(verdict=verdict, sentence=sentence, expected="Something.")


def test_a_verdict_outside_of_a_rule_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="outside of a running rule"):
        current()


def test_dockets_nest_and_the_inner_one_goes_away() -> None:
    with opened(Docket()) as outer:
        with opened(Docket()) as inner:
            assert current() is inner
        assert current() is outer


def test_a_docket_is_put_away_even_when_the_rule_ended_badly() -> None:
    with pytest.raises(ZeroDivisionError), opened(Docket()):
        raise ZeroDivisionError

    with pytest.raises(RuntimeError):
        current()


@pytest.mark.parametrize("verdict", Verdict)
def test_anything_but_a_pass_ends_the_rule_and_is_filed(docket: Docket, verdict: Verdict) -> None:
    filed = judgement(verdict)

    if verdict is Verdict.PASSED:
        docket.judge(filed)
    else:
        with pytest.raises(VerdictReached) as reached:
            docket.judge(filed)
        assert reached.value.judgement is filed

    assert docket.judgements == [filed]


def test_of_several_all_are_filed_and_the_first_of_the_worst_ends_the_rule(docket: Docket) -> None:
    verdicts = (Verdict.PASSED, Verdict.INCONCLUSIVE, Verdict.FAILED, Verdict.FAILED)
    filed = [judgement(verdict, f"Number {number}.") for number, verdict in enumerate(verdicts)]

    with pytest.raises(VerdictReached) as reached:
        docket.judge_all(filed)

    assert docket.judgements == filed
    assert reached.value.judgement.sentence == "Number 2."


def test_several_passes_go_on(docket: Docket) -> None:
    docket.judge_all([judgement(Verdict.PASSED)] * 3)

    assert len(docket.judgements) == 3


def test_nothing_to_judge_is_our_own_error(docket: Docket) -> None:
    with pytest.raises(RuntimeError, match="nothing to judge"):
        docket.judge_all([])


def test_the_short_words_file_what_they_say(docket: Docket) -> None:
    docket.passed("Good.", expected="Good.", exchanges=(3,))
    with pytest.raises(VerdictReached):
        docket.failed("Bad.", expected="Good.", exchanges=(4,))

    assert [(item.verdict, item.sentence, item.exchanges) for item in docket.judgements] == [
        (Verdict.PASSED, "Good.", (3,)),
        (Verdict.FAILED, "Bad.", (4,)),
    ]


def test_an_exchange_and_a_table_are_filed_once(docket: Docket) -> None:
    table = Table(title="Cookies", columns=("name",), rows=(("refresh",),))
    for _ in range(2):
        docket.add_exchange(exchange(7))
        docket.add_evidence(table)

    assert list(docket.exchanges) == [7]
    assert docket.evidence == [table]
