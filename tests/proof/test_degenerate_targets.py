"""Targets that look secure only because they do not work: on none of them does a refusal count as one."""

from pathlib import Path

from fixtures.verdict import Verdict
from tests.proof.breakdown import Breakdown, When, differences, examined_breakdown
from tests.proof.examination import RULES

READ_FROM_ONE_ANSWER = frozenset({
    "token/short-lifetime", "token/published-secret", "token/claims-minimal", "token/compact-format",
    "token/subject-matches-login", "logout/cookie-cleared", "refresh/returns-new-jwt",
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
