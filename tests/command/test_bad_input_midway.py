"""A target that breaks while rules run: what was recorded stays, and nothing that was not seen passes."""

from pathlib import Path

import pytest

from fixtures.verdict import Verdict
from reports.model import Ending
from tests.command.little_target import (
    MISBEHAVIOURS,
    PREFLIGHT_REQUESTS,
    LittleTarget,
    Misbehaviour,
    credentials,
    served,
    target_file,
)
from tests.command.running import bearproof, run_in


def test_the_little_target_is_honest_enough_to_be_judged(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        file = target_file(tmp_path, target.url)
        ended = bearproof("audit", file, "--suite", "token", cwd=tmp_path, env=credentials())
    run = run_in(tmp_path / "bearproof-report")
    assert run.verdicts["token/signature-verified"] is Verdict.PASSED, ended.said
    assert run.verdicts["token/unsigned-rejected"] is Verdict.PASSED


@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS, ids=lambda function: function.__name__)
def test_no_rule_passes_on_a_target_that_broke_after_preflight(tmp_path: Path, misbehaviour: Misbehaviour) -> None:
    broken = LittleTarget(misbehaviour, honest_requests=PREFLIGHT_REQUESTS)
    with served(broken) as target:
        file = target_file(tmp_path, target.url, limits="timeout_seconds = 0.3")
        ended = bearproof("audit", file, cwd=tmp_path, env=credentials())
    assert broken.reached.is_set()
    assert "Traceback" not in ended.said
    run = run_in(tmp_path / "bearproof-report")
    assert run.footer.ending is Ending.COMPLETE
    assert run.counts[Verdict.PASSED] == 0, [name for name, verdict in run.verdicts.items() if verdict == "passed"]
    assert run.counts[Verdict.FAILED] == 0, [name for name, verdict in run.verdicts.items() if verdict == "failed"]
    assert run.counts[Verdict.ERROR] == 0
    assert ended.exit_code == 5


@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS[:3:2], ids=lambda function: function.__name__)
def test_a_target_that_dies_midway_is_not_taken_for_a_wrong_account(tmp_path: Path, misbehaviour: Misbehaviour) -> None:
    dying = LittleTarget(misbehaviour, honest_requests=PREFLIGHT_REQUESTS)
    with served(dying) as target:
        ended = bearproof("audit", target_file(tmp_path, target.url), cwd=tmp_path, env=credentials())
    assert "[users.ada]" not in ended.said
    assert "See w" in " ".join(ended.said.split())


def test_what_was_judged_before_it_broke_is_kept(tmp_path: Path) -> None:
    with served(LittleTarget(MISBEHAVIOURS[0], honest_requests=60)) as target:
        ended = bearproof("audit", target_file(tmp_path, target.url), cwd=tmp_path, env=credentials())
    run = run_in(tmp_path / "bearproof-report")
    assert run.counts[Verdict.PASSED] > 0
    assert run.counts[Verdict.INCONCLUSIVE] > 0
    assert ended.exit_code != 0
