"""Worst wins, and nothing is not a pass."""

from itertools import pairwise, permutations

import pytest

from fixtures.verdict import Judgement, Verdict, VerdictReached, failed, inapplicable, inconclusive, untested, worst

FROM_BEST_TO_WORST = ("inapplicable", "passed", "untested", "inconclusive", "error", "failed")


@pytest.mark.parametrize(("better", "worse"), list(pairwise(FROM_BEST_TO_WORST)))
def test_of_two_neighbours_the_worse_wins_in_any_order(better: str, worse: str) -> None:
    for pair in permutations((Verdict(better), Verdict(worse))):
        assert worst(pair) is Verdict(worse)


def test_every_verdict_has_its_place() -> None:
    assert [str(verdict) for verdict in Verdict] == list(FROM_BEST_TO_WORST)
    for order in permutations(Verdict, 4):
        assert worst(order) == max(order, key=lambda verdict: FROM_BEST_TO_WORST.index(verdict))


def test_nothing_is_an_error() -> None:
    assert worst([]) is Verdict.ERROR


def test_only_a_pass_and_a_failure_are_judged() -> None:
    assert {verdict for verdict in Verdict if verdict.is_judged} == {Verdict.PASSED, Verdict.FAILED}


@pytest.mark.parametrize(
    ("raised", "verdict"),
    [
        (failed("A", expected="B", exchanges=(1, 2)), Verdict.FAILED),
        (inconclusive("A", expected="B", exchanges=(1, 2)), Verdict.INCONCLUSIVE),
    ],
)
def test_an_ending_carries_its_judgement(raised: VerdictReached, verdict: Verdict) -> None:
    assert raised.judgement == Judgement(verdict=verdict, sentence="A", expected="B", exchanges=(1, 2))
    assert str(raised) == f"{verdict}: A Expected: B"


def test_what_was_never_judged_says_why_and_how_to_enable_it() -> None:
    missing = untested("There is no second account.", enable="Add [users.bob].").judgement

    assert (missing.verdict, missing.next_step) == (Verdict.UNTESTED, "Add [users.bob].")
    assert inapplicable("It has none.").judgement.verdict is Verdict.INAPPLICABLE
