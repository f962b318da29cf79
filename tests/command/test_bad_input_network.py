"""A target that cannot be used from the start: one sentence that places the blame, exit code 5, no verdict."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from reports.model import Ending
from tests.command.little_target import (
    LittleTarget,
    Misbehaviour,
    Visit,
    answers_500,
    answers_nothing,
    closes,
    credentials,
    sends_a_flood,
    sends_garbage,
    served,
    target_file,
)
from tests.command.running import assert_one_clear_message, bearproof, run_in

QUICK = "timeout_seconds = 0.5"


def audited(folder: Path, file: Path, *, expected: str, env: dict[str, str] | None = None) -> None:
    """Audit ``file`` and see that the run is refused with ``expected`` in its message, and recorded as such."""
    ended = bearproof("audit", file, cwd=folder, env=env or credentials())
    assert expected in ended.err
    assert ended.exit_code == 5
    assert_one_clear_message(ended)
    run = run_in(folder / "bearproof-report")
    assert run.footer.ending is Ending.NOT_STARTED
    assert run.judged == 0
    assert not run.results


def test_an_unreachable_host_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        # Bound and not listening: nobody else can take the port, and every connection is refused.
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"
        audited(tmp_path, target_file(tmp_path, f"https://{host}"), expected=f"{host} cannot be used")


def test_a_host_without_tls_is_told_apart(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        file = target_file(tmp_path, target.url.replace("http:", "https:"))
        audited(tmp_path, file, expected="does not speak TLS here")


def test_an_untrusted_certificate_is_not_accepted(tmp_path: Path) -> None:
    with tls_listener() as port:
        audited(tmp_path, target_file(tmp_path, f"https://localhost:{port}"), expected="tls.ca_file")


def test_wrong_credentials_are_told_before_any_rule(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        env = credentials(ADA_PASSWORD="a-wrong-password")
        audited(tmp_path, target_file(tmp_path, target.url), expected="The login as ada was refused", env=env)


def test_a_login_answer_without_the_token_names_the_key(tmp_path: Path) -> None:
    with served(LittleTarget()) as target:
        file = target_file(tmp_path, target.url)
        file.write_text(file.read_text(encoding="utf-8").replace('"/token"', '"/jwt"'), encoding="utf-8")
        audited(tmp_path, file, expected="Correct login.access_token")


@pytest.mark.parametrize(
    ("misbehaviour", "expected"),
    [
        pytest.param(answers_500, "the login as ada was answered 500", id="answers 500"),
        pytest.param(answers_nothing, "no answer within 0.5 s", id="hangs"),
        pytest.param(closes, "disconnected without sending a response", id="closes"),
        pytest.param(sends_garbage, "cannot be used", id="sends garbage"),
        pytest.param(sends_a_flood, "holds no access token", id="sends 100 MB"),
    ],
)
def test_a_target_that_misbehaves_is_not_judged(tmp_path: Path, misbehaviour: Misbehaviour, expected: str) -> None:
    with served(LittleTarget(misbehaviour)) as target:
        audited(tmp_path, target_file(tmp_path, target.url, limits=QUICK), expected=expected)


def test_a_target_that_knows_everybody_is_not_judged(tmp_path: Path) -> None:
    with served(LittleTarget(_names_ada)) as target:
        audited(tmp_path, target_file(tmp_path, target.url), expected="Next: ")


def _names_ada(visit: Visit) -> None:
    visit.reply(200, {"name": "ada", "token": visit.server.target.token("ada"), "expiry": 1})


def test_an_answer_cannot_paint_on_the_terminal(tmp_path: Path) -> None:
    with served(LittleTarget(_paints)) as target:
        ended = bearproof("audit", target_file(tmp_path, target.url), cwd=tmp_path, env=credentials())
    assert ended.exit_code == 5
    assert "\x1b" not in ended.said


def _paints(visit: Visit) -> None:
    visit.reply(200, {"name": "\x1b[2Jall rules passed", "token": "\x1b]0;title\x07"})


@contextmanager
def tls_listener() -> Iterator[int]:
    """Listen with a certificate of an authority that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_shake_hands, args=(listener, context), daemon=True)
        thread.start()
        yield listener.getsockname()[1]


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                # The client hangs up when it sees the certificate; that is the point.
                continue
