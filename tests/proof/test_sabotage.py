"""A proof that cannot fail proves nothing: with any part of Bearproof made useless, a part of the proof notices."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import fault_named
from reports import model, outcome, run_file_errors, stream
from reports.gate import ExitCode, judge_gate
from reports.model import Ending
from tests.proof.breakdown import Breakdown, When, differences, examined_breakdown
from tests.proof.canaries import leaks_after, leaks_with_a_browser
from tests.proof.examination import examined
from tests.proof.sabotage import PATCHES, best_of
from tests.reports.sample import result
from tests.reports.sample import run as sample_run


@dataclass(frozen=True)
class Part:
    """The smallest part of the proof that notices a sabotage: one fault, one rule, and what must be found."""

    fault: str | None
    rule: str
    right: Verdict = Verdict.FAILED

    def notices(self, folder: Path, sabotage: str | None) -> bool:
        """Whether the verdict is another than it must be."""
        fault = fault_named(self.fault) if self.fault is not None else None
        profile = Profile(fault.profiles[0]) if fault is not None else Profile.GUIDE_2019
        try:
            faults = () if fault is None else (fault,)
            found = examined(folder, faults, [self.rule], browser=False, profile=profile, sabotage=sabotage)
        except run_file_errors.Malformed:
            # A run whose verdicts contradict what is in it is not even read.
            return True
        return found != {self.rule: self.right}


@dataclass(frozen=True)
class BrokenPart:
    """A target that refuses everything from one request on, and what one rule must say of it."""

    rule: str
    honest_requests: int

    def notices(self, folder: Path, sabotage: str | None) -> bool:
        """Whether the refusals counted as such."""
        breakdown = Breakdown(how="refuses everything with 401", when=When.AFTERWARDS)
        found = examined_breakdown(
            breakdown, folder, rules=(self.rule,), sabotage=sabotage, honest_requests=self.honest_requests
        )
        return found.run.verdicts != {self.rule: Verdict.INCONCLUSIVE}


@dataclass(frozen=True)
class NoBeginning:
    """A target with which an audit may not even begin."""

    how: str

    def notices(self, folder: Path, sabotage: str | None) -> bool:
        """Whether the audit began."""
        breakdown = Breakdown(how=self.how, when=When.AT_ONCE)
        found = examined_breakdown(breakdown, folder, rules=("token/unsigned-rejected",), sabotage=sabotage)
        return differences(breakdown, found) != []


NOTICED: dict[str, Part | BrokenPart | NoBeginning] = {
    "must_be_accepted judges nothing": Part("keeps_the_next_token_to_itself", "refresh/chain-usable"),
    "must_still_be_accepted judges nothing": Part("keeps_the_next_token_to_itself", "refresh/chain-usable"),
    "must_be_refused judges nothing": Part("accepts_the_refresh_token_as_bearer", "refresh/not-accepted-as-access"),
    "a judgement ends no rule": Part("issues_tokens_for_a_day", "token/short-lifetime"),
    "judgements of equal standing are forgotten": Part("leaves_the_spent_token_valid", "refresh/rotates-and-retires"),
    "the controls before all rules look at nothing": NoBeginning("accepts everything"),
    "the control before an attack looks at nothing": Part(None, "refresh/not-accepted-as-access", right=Verdict.PASSED),
    "the control after an attack looks at nothing": BrokenPart("refresh/not-accepted-as-access", honest_requests=2),
    "the best verdict wins": Part("blocks_none_in_lower_case_only", "token/alg-none-case-variants"),
}
"""Every sabotage of what decides verdicts, with what notices it."""
ABOUT_SECRETS = frozenset({
    "the redactor masks nothing", "a rule crashes with all it knows", "a rule crashes with all that a page keeps",
    "preflight crashes with all it knows",
})  # fmt: skip
"""The others, which the canaries are for."""


def test_each_sabotage_is_one_that_something_must_notice() -> None:
    assert set(NOTICED) | ABOUT_SECRETS == set(PATCHES)


@pytest.mark.parametrize("sabotage", NOTICED)
def test_the_proof_notices(sabotage: str, tmp_path: Path) -> None:
    assert not NOTICED[sabotage].notices(tmp_path / "whole", None)
    assert NOTICED[sabotage].notices(tmp_path / "sabotaged", sabotage)


@pytest.mark.parametrize("leaks", [leaks_after, leaks_with_a_browser], ids=["over HTTP", "with a browser"])
def test_the_proof_notices_a_redactor_that_masks_nothing(
    leaks: Callable[[Path, str | None], list[str]], tmp_path: Path
) -> None:
    assert {"run.json", "report.html"} <= set(leaks(tmp_path, "the redactor masks nothing"))


def test_the_proof_notices_that_the_best_case_of_a_rule_wins() -> None:
    def told() -> tuple[int, Verdict]:
        cases = [result("token/fact", verdict, case=str(verdict)) for verdict in (Verdict.PASSED, Verdict.FAILED)]
        whole = sample_run(*cases)
        return judge_gate(whole).code, whole.verdicts["token/fact"]

    assert told() == (ExitCode.RULE_FAILED, Verdict.FAILED)
    with patch.object(outcome, "worst", best_of):
        assert told() == (ExitCode.CLEAN, Verdict.FAILED)
    with patch.object(model, "worst", best_of):
        assert told() == (ExitCode.RULE_FAILED, Verdict.PASSED)


def test_the_proof_notices_that_an_unfinished_run_counts_as_one(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole = sample_run()
    writer = stream.RunWriter(path)
    writer.write_header(whole.header)
    for found in whole.results:
        writer.write_result(found)
    writer.close()

    def is_taken_for_whole() -> bool:
        try:
            return stream.read_run(path).footer.ending is Ending.COMPLETE
        except run_file_errors.MissingFooter:
            return False

    footer = json.dumps({"footer": whole.footer.model_dump(mode="json")}).encode() + b"\n"
    real = stream._from_lines
    assert not is_taken_for_whole()
    with patch.object(stream, "_from_lines", lambda path, content: real(path, content + footer)):
        assert is_taken_for_whole()
