"""Targets that look secure only because they do not work: on none of them does a refusal count as one."""

from pathlib import Path

from fixtures.verdict import Verdict
from tests.proof.breakdown import Breakdown, When, differences, examined_breakdown, may_be_instead
from tests.proof.examination import RULES

READ_FROM_ONE_ANSWER = frozenset({
    "token/short-lifetime", "token/claims-minimal", "token/compact-format", "token/subject-matches-login",
    "logout/cookie-cleared", "refresh/returns-new-jwt",
})  # fmt: skip
"""Rules that pass by what an honest answer says, and need nothing refused."""
ABOUT_REFUSALS = (
    frozenset(rule for rule in RULES if rule.startswith(("token/", "refresh/", "logout/", "session/")))
    - READ_FROM_ONE_ANSWER
)


def test_every_verdict_on_a_broken_target_is_the_one_in_the_table(breakdown: Breakdown, tmp_path: Path) -> None:
    found = examined_breakdown(breakdown, tmp_path)
    verdicts = found.run.verdicts

    assert differences(breakdown, found) == []
    assert Verdict.ERROR not in verdicts.values()
    if breakdown.when is not When.AT_ONCE:
        # Said here once more, so that a wrong line in the table is found as well.
        assert {rule for rule in ABOUT_REFUSALS & set(verdicts) if verdicts[rule] is Verdict.PASSED} == set()


def test_only_a_race_that_was_none_may_be_inconclusive_where_the_table_has_a_pass() -> None:
    none = ["In none of 5 rounds were the requests under way at the same time."]
    race, passed, undecided = "refresh/concurrent-atomic", Verdict.PASSED, Verdict.INCONCLUSIVE

    assert may_be_instead(race, undecided, none, right=passed)
    assert not may_be_instead(race, undecided, ["One of 6 refreshes at once was not answered."], right=passed)
    assert not may_be_instead(race, passed, none, right=undecided)
    assert not may_be_instead(race, Verdict.FAILED, none, right=passed)
    assert not may_be_instead("refresh/chain-usable", undecided, none, right=passed)
