"""A rehearsal sends nothing, and a safe audit nothing that disturbs."""

import socket
from pathlib import Path

from bearproof.tree import TREE
from fixtures.capability import is_disruptive
from fixtures.catalogue import load_catalogue
from fixtures.rule import Capability
from tests.command.little_target import LittleTarget, credentials, served, target_file
from tests.command.running import assert_one_clear_message, bearproof, run_in


def test_a_dry_run_shows_what_would_be_sent_and_opens_no_connection(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        path = target_file(tmp_path, url, limits='contact = "security@notes.example"\nrequests_per_second = 3')
        ended = bearproof("audit", path, "--dry-run", cwd=tmp_path, env=credentials())
        connections = listener_connections(listener)

    assert ended.exit_code == 0, ended.said
    assert connections == 0
    said = " ".join(ended.out.split())
    assert "nothing is sent" in said
    assert f"POST {url}/login" in said
    assert '"password": "{password}"' in said
    assert "[refresh]" in said
    assert "3 requests a second" in said
    assert "security@notes.example" in said
    assert "token/unsigned-rejected" in said
    assert "token/expired-rejected untested: " in said
    assert not any(word in ended.said for word in credentials().values())
    assert not (tmp_path / "bearproof-report").exists()


def listener_connections(listener: socket.socket) -> int:
    """Count the connections that wait to be accepted, one at most."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return 0
    return 1


def test_a_dry_run_of_the_bundled_server_has_nothing_to_show(tmp_path: Path) -> None:
    ended = bearproof("audit", "--dry-run", cwd=tmp_path)

    assert ended.exit_code == 4
    assert_one_clear_message(ended)


def test_a_safe_audit_leaves_out_what_disturbs_and_says_so(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        ended = bearproof(
            "audit", target_file(tmp_path, target.url), "--safe", "--suite", "login", "--suite", "fuzz",
            "--report-dir", tmp_path / "report", "--min-coverage", "0", cwd=tmp_path, env=credentials(),
        )  # fmt: skip
    run = run_in(tmp_path / "report")
    found = {result.rule_id: result for result in run.results}

    disruptive = {rule_id for rule_id in found if is_disruptive(load_catalogue()[rule_id])}
    assert {"login/failure-uniform", "fuzz/token-never-authenticates"} <= disruptive
    assert disruptive < set(found), ended.said
    for rule_id, result in found.items():
        left_out = any("left out by --safe" in judgement.sentence for judgement in result.judgements)
        assert left_out is (rule_id in disruptive), rule_id
        if left_out:
            assert (str(result.verdict), result.exchanges) == ("untested", ())


def test_rules_that_end_or_flood_what_others_use_are_disruptive() -> None:
    rules = load_catalogue().values()

    for rule in rules:
        if rule.suite == "fuzz" or Capability.LOGOUT_EVERYWHERE in rule.needs:
            assert is_disruptive(rule), rule.id
    assert sum(not is_disruptive(rule) for rule in rules) > len(rules) / 2


def test_the_shipped_tree_has_the_source_of_the_clock() -> None:
    assert (TREE / "fixtures" / "clock" / "shift.c").is_file()


def test_a_target_whose_time_did_not_come_back_is_told_about(tmp_path: Path) -> None:
    # The command moves nothing the first time, and cannot be run again: neither the move nor the return is seen.
    script = tmp_path / "set-clock"
    script.write_text('#!/bin/sh\n[ "$1" != 0 ] || { echo the switch is stuck; exit 1; }\n')
    script.chmod(0o755)
    with served(LittleTarget()) as target:
        path = target_file(tmp_path, target.url)
        path.write_text(path.read_text() + '\n[clock]\nkind = "command"\ncommand = "./set-clock {offset}"\n')
        ended = bearproof("audit", path, "--rule", "token/expired-rejected", cwd=tmp_path, env=credentials())

    assert ended.exit_code == 5, ended.said
    assert "could not be brought back" in ended.err
    assert "the switch is stuck" in ended.err


def test_guesses_come_last_and_moved_time_before_them(tmp_path: Path) -> None:
    """Whoever guesses may find the login closed for a while, and moved time ends sessions that others share."""
    turns = ("login/returns-jwt", "session/force-logout-all", "token/expired-rejected", "login/throttled")
    with served(LittleTarget()) as application:
        path = target_file(tmp_path, application.url)
        chosen = [word for rule in turns for word in ("--rule", rule)]
        ended = bearproof("audit", path, "--profile", "bcp-2026", *chosen, cwd=tmp_path, env=credentials())

    places = [ended.err.find(f" {rule} ") for rule in turns]
    assert -1 not in places, ended.said
    assert places == sorted(places), ended.said
