"""What gives a server's insides away, and what only looks like it."""

import pytest

from fixtures.trials.fuzz.malformed import telltale_in


@pytest.mark.parametrize(
    ("text", "telltale"),
    [
        ('Traceback (most recent call last):\n  File "/srv/app.py", line 7, in me', "a Python traceback"),
        ("TypeError: x is undefined\n    at verify (/srv/node_modules/jwt/index.js:12:7)", "a stack trace"),
        ("java.lang.NullPointerException\n\tat com.app.Me.get(Me.java:12)", "a stack trace"),
        (r'{"stack": "Error\n    at async Layer.next [as handle] (file:///srv/layer.mjs:95:5)"}', "a stack trace"),
        ("Error\n    at /srv/dist/me.js:4:11", "a stack trace"),
        ("Error\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)", "a stack trace"),
        (r"   at Notes.Api.Me(String id) in C:\src\Me.cs:line 42", "a stack trace"),
        ("io.jsonwebtoken.MalformedJwtException: JWT strings must contain", "a Java exception"),
        ("System.ArgumentException: IDX12741", "a .NET exception"),
        ("Fatal error: Uncaught Exception in /srv/me.php on line 3", "a PHP error"),
        ("goroutine 7 [running]:", "a Go panic"),
        ("app/models/user.rb:12:in `find'", "a Ruby backtrace"),
        ('ERROR: syntax error at or near "OR"', "SQL"),
        ("SQLSTATE[42000]", "SQL"),
        (r'{"stack": ["  File \"/srv/app.py\", line 7, in me\n    raise Refused"]}', "a Python traceback"),
        ("-----BEGIN PRIVATE KEY-----", "a key"),
    ],
)
def test_details_are_told_from_answers(text: str, telltale: str) -> None:
    assert telltale_in(text) == telltale


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"error": "invalid_token"}',
        '{"detail": "Given token not valid for any token type", "code": "token_not_valid"}',
        '{"msg": "Not enough segments"}',
        "Meet us at 12:30 or at work.",
        '{"at": "2026-01-01T12:00:00Z"}',
        r'{"description": "The page to start at page `1`. Overrides `offset`.\n","example":2,"minimum":0}',
        '{"description":"The user at time of update.","example":{"author":1,"image":15}}',
        "Look at the server (http://127.0.0.1:8055) for more.",
    ],
)
def test_general_messages_tell_nothing(text: str) -> None:
    assert telltale_in(text) is None
