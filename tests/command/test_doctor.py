"""The doctor tries every control, says what each is good for, and what to do about the one that does not hold."""

import re
from pathlib import Path

import pytest

from tests.command.little_target import LittleTarget, Visit, credentials, served, target_file
from tests.command.running import Ended, assert_one_clear_message, bearproof


def states(ended: Ended) -> dict[str, str]:
    """Return each control's state by its name."""
    found = re.findall(r"^(held|failed|left out|not tried) +(.+?)(?:  |$)", ended.out, re.MULTILINE)
    return {name.strip(): state for state, name in found}


def examined(folder: Path, target: LittleTarget, *options: str) -> Ended:
    return bearproof("doctor", target_file(folder, target.url), *options, cwd=folder, env=credentials())


def test_every_part_of_the_reference_server_is_tried(tmp_path: Path) -> None:
    ended = bearproof("doctor", cwd=tmp_path)

    assert ended.exit_code == 0, ended.said
    assert states(ended) == dict.fromkeys(
        ["TLS", "reachable", "login as ada", "identity of ada", "login as bob", "identity of bob", "anonymous baseline",
         "refused garbage", "refresh", "logout", "browser login", "clock"], "held",
    )  # fmt: skip
    assert "An audit can begin." in ended.out


def test_what_is_not_described_is_left_out_and_said_how_to_add(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        ended = examined(tmp_path, target)

    assert ended.exit_code == 0, ended.said
    found = states(ended)
    assert {name for name, state in found.items() if state == "left out"} == {"TLS", "browser login", "clock"}
    assert (found["refresh"], found["logout"]) == ("held", "held")
    assert "Describe one in [clock]" in ended.out
    assert not any(word in ended.said for word in credentials().values())


def test_the_control_that_fails_is_named_and_those_after_it_are_not_tried(tmp_path: Path) -> None:
    def refuse(visit: Visit) -> None:
        visit.reply(401, {"error": "wrong credentials"})

    with served(LittleTarget(misbehaviour=refuse)) as target:
        ended = examined(tmp_path, target)

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    found = states(ended)
    assert (found["reachable"], found["login as ada"]) == ("held", "failed")
    assert found["identity of ada"] == found["refresh"] == found["clock"] == "not tried"
    assert "The login as ada was refused" in ended.err


@pytest.mark.parametrize(("path", "failing"), [("/refresh", "refresh"), ("/logout", "logout")])
def test_a_part_that_does_not_work_fails_by_itself(path: str, failing: str, tmp_path: Path) -> None:
    broken = LittleTarget()

    def break_one(visit: Visit) -> None:
        honest = {"/login": visit._login, "/refresh": visit._refresh, "/logout": visit._logout}
        if visit.path == path:
            visit.reply(500, {"error": "broken"})
        else:
            honest.get(visit.path, visit._me)()

    broken.misbehaviour = break_one
    with served(broken) as target:
        ended = examined(tmp_path, target)

    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    assert [name for name, state in states(ended).items() if state == "failed"] == [failing]
    assert f"did not hold: {failing}." in ended.err


def test_garbage_that_is_taken_is_a_control_that_failed(tmp_path: Path) -> None:
    def gullible(visit: Visit) -> None:
        honest = {"/login": visit._login, "/refresh": visit._refresh, "/logout": visit._logout}
        token = (visit.headers.get("Authorization") or "").removeprefix("Bearer ")
        if visit.path == "/me" and token and "." not in token:
            visit.reply(200, {"name": "whoever"})
        else:
            honest.get(visit.path, visit._me)()

    with served(LittleTarget(misbehaviour=gullible)) as target:
        ended = examined(tmp_path, target)

    assert ended.exit_code == 5
    assert states(ended)["refused garbage"] == "failed"


def test_no_browser_is_wanted(tmp_path: Path) -> None:
    ended = bearproof("doctor", "--no-browser", cwd=tmp_path)

    assert ended.exit_code == 0, ended.said
    assert states(ended)["browser login"] == "left out"
