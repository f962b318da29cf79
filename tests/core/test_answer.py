"""Control, attack, control: what a refusal is worth depends on what surrounds it."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest

from fixtures.answer import Answer, all_must_be_refused
from fixtures.docket import Docket
from fixtures.oracle import Ruling, Standing
from fixtures.verdict import Verdict, VerdictReached
from tests.core.building import reply

ACCEPTED = Ruling(standing=Standing.ACCEPTED, who="ada", detail="answered 200 as ada")
AS_BOB = Ruling(standing=Standing.ACCEPTED, who="bob", detail="answered 200 as bob")
REFUSED = Ruling(standing=Standing.REFUSED, detail="answered 401")
ISSUED = Ruling(standing=Standing.ISSUED, detail="answered 200 with a token that the API refuses")
UNCLEAR = Ruling(standing=Standing.UNCLEAR, detail="not answered (it hung up)")


def answer(ruling: Ruling, *, then: Ruling = ACCEPTED) -> Answer:
    """An answer of ada's, after which the honest request is answered as ``then``."""
    honest: Callable[[], Answer] = lambda: answer(then)  # noqa: E731  it refers to itself
    return Answer(asked="GET /me", owner="ada", ruling=ruling, replies=(reply(),), honest=honest)


def verdict_of(attack: Ruling, *, then: Ruling = ACCEPTED, docket: Docket) -> Verdict:
    docket.controls = 1
    try:
        answer(attack, then=then).must_be_refused("a forged token")
    except VerdictReached as reached:
        return reached.judgement.verdict
    return docket.judgements[-1].verdict


@pytest.mark.parametrize(
    ("attack", "then", "verdict"),
    [
        (REFUSED, ACCEPTED, Verdict.PASSED),
        (REFUSED, REFUSED, Verdict.INCONCLUSIVE),
        (REFUSED, UNCLEAR, Verdict.INCONCLUSIVE),
        (REFUSED, AS_BOB, Verdict.INCONCLUSIVE),
        (REFUSED, ISSUED, Verdict.INCONCLUSIVE),
        (ACCEPTED, ACCEPTED, Verdict.FAILED),
        (AS_BOB, ACCEPTED, Verdict.FAILED),
        (ISSUED, ACCEPTED, Verdict.FAILED),
        (ACCEPTED, UNCLEAR, Verdict.FAILED),
        (UNCLEAR, ACCEPTED, Verdict.INCONCLUSIVE),
        (UNCLEAR, UNCLEAR, Verdict.INCONCLUSIVE),
    ],
)
def test_a_refusal_counts_only_where_the_honest_request_still_works(
    docket: Docket, attack: Ruling, then: Ruling, verdict: Verdict
) -> None:
    assert verdict_of(attack, then=then, docket=docket) is verdict


def test_a_refusal_without_a_control_before_it_is_our_own_error(docket: Docket) -> None:
    with pytest.raises(RuntimeError, match="without a control before it"):
        answer(REFUSED).must_be_refused("a forged token")

    assert docket.judgements == []


def test_no_attack_at_all_is_our_own_error(docket: Docket) -> None:
    docket.controls = 1

    with pytest.raises(RuntimeError, match="without an attack"):
        all_must_be_refused([])


@pytest.mark.parametrize("ruling", [REFUSED, ISSUED, UNCLEAR, AS_BOB])
def test_a_control_that_is_not_accepted_as_its_owner_ends_the_rule_undecided(docket: Docket, ruling: Ruling) -> None:
    with pytest.raises(VerdictReached) as reached:
        answer(ruling).control()

    assert reached.value.judgement.verdict is Verdict.INCONCLUSIVE
    assert "A control failed" in reached.value.judgement.sentence
    assert docket.controls == 0


def test_a_control_that_holds_is_counted(docket: Docket) -> None:
    answer(ACCEPTED).control()

    assert docket.controls == 1
    assert docket.exchanges


@pytest.mark.parametrize(
    ("ruling", "verdict"),
    [
        (ACCEPTED, Verdict.PASSED), (AS_BOB, Verdict.FAILED), (REFUSED, Verdict.FAILED), (ISSUED, Verdict.FAILED),
        (UNCLEAR, Verdict.INCONCLUSIVE),
    ],
)  # fmt: skip
def test_what_must_be_accepted_must_be_accepted_as_its_owner(docket: Docket, ruling: Ruling, verdict: Verdict) -> None:
    with nullcontext() if verdict is Verdict.PASSED else pytest.raises(VerdictReached):
        answer(ruling).must_be_accepted("The refresh")

    filed = [item.verdict for item in docket.judgements]
    assert filed == ([] if ruling is UNCLEAR else [verdict])


def test_each_of_many_attacks_is_judged_by_itself_and_the_worst_decides(docket: Docket) -> None:
    docket.controls = 1
    attacks = [("one lie", answer(REFUSED)), ("another lie", answer(ACCEPTED)), ("a third lie", answer(UNCLEAR))]

    with pytest.raises(VerdictReached) as reached:
        all_must_be_refused(attacks)

    assert [item.verdict for item in docket.judgements] == [Verdict.PASSED, Verdict.FAILED, Verdict.INCONCLUSIVE]
    assert reached.value.judgement.sentence == "GET /me with another lie was answered 200 as ada."


def test_a_refusal_that_proves_nothing_says_so(docket: Docket) -> None:
    docket.controls = 1

    with pytest.raises(VerdictReached, match=r"But the honest request right after it was answered 401, so the refusal"):
        answer(REFUSED, then=REFUSED).must_be_refused("a forged token")
