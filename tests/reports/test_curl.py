"""The command line of an exchange: what a shell makes of it is the request, and nothing else."""

import shlex

import pytest

from reports import curl
from tests.reports.hostile import STRINGS
from tests.reports.sample import exchange


def test_a_shell_reads_the_request_back() -> None:
    sent = exchange(
        method="POST",
        url="https://shop.example/login?next=%2F",
        request_body='{"user": "ada\'s"}',
        request_headers=(("Content-Type", "application/json"), ("Host", "shop.example"), ("Cookie", "a=‹cookie›")),
    )
    # A shell takes a backslash before a line feed for nothing; shlex takes it for a line feed.
    words = shlex.split(curl.command(sent).replace("\\\n", ""))
    assert words == [
        "curl", "--include", "--request", "POST", "--header", "Content-Type: application/json",
        "--header", "Cookie: a=‹cookie›", "--data-raw", '{"user": "ada\'s"}', "https://shop.example/login?next=%2F",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [*STRINGS.values(), "$(reboot)", "`reboot`", "'; reboot; '", "\\\n"])
def test_nothing_of_the_target_is_ever_run(text: str) -> None:
    sent = exchange(method=text, url=text, request_headers=((text, text),), request_body=text)
    lexer = shlex.shlex(curl.command(sent), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    assert words[0] == "curl"
    assert not {";", "&", "|", "<", ">", "(", ")", "&&", "||"} & set(words)
