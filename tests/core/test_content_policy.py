"""A content security policy is judged by what it lets an attacker's script do."""

import httpx
import pytest

from fixtures.trials.headers.content_policy import policies_in, policies_of_page, weaknesses

STRICT = "script-src 'nonce-YWJj'; object-src 'none'; base-uri 'none'"
INLINE, HANDLERS, EVAL = "inline script runs", "inline event handlers run", "eval runs"
ANYWHERE, OBJECTS, ELSEWHERE = "scripts are loaded from anywhere", "object-src is not 'none'", "base-uri is not 'none'"
ALL = [INLINE, HANDLERS, EVAL, ANYWHERE, OBJECTS, ELSEWHERE]


def gains(*lines: str, html: str = "") -> list[str]:
    headers = httpx.Headers([("Content-Security-Policy", line) for line in lines])
    return weaknesses(policies_of_page(headers, html))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (STRICT, []),
        ("default-src 'none'; script-src 'self'; base-uri 'none'", []),
        ("SCRIPT-SRC 'Self'; OBJECT-SRC 'None'; BASE-URI 'NONE'", []),
        ("script-src; object-src; base-uri", []),
        ("script-src https://cdn.app.example *.app.example; object-src 'none'; base-uri 'none'", []),
        ("img-src 'none'", ALL),
        ("", ALL),
        ("script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'", [INLINE, HANDLERS]),
        ("script-src 'unsafe-inline' 'nonce-YWJj'; object-src 'none'; base-uri 'none'", []),
        ("script-src 'unsafe-inline' 'sha256-YWJj'; object-src 'none'; base-uri 'none'", []),
        ("script-src 'unsafe-inline' 'strict-dynamic' 'nonce-YWJj' https:; object-src 'none'; base-uri 'none'", []),
        ("script-src 'self'; script-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'", [HANDLERS]),
        ("script-src 'none'; script-src-elem 'unsafe-inline'; object-src 'none'; base-uri 'none'", [INLINE]),
        ("script-src 'self' 'unsafe-eval'; object-src 'none'; base-uri 'none'", [EVAL]),
        ("script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'", []),
        ("script-src 'self' https:; object-src 'none'; base-uri 'none'", [ANYWHERE]),
        ("script-src *; object-src 'none'; base-uri 'none'", [ANYWHERE]),
        ("script-src *.com:443; object-src 'none'; base-uri 'none'", [ANYWHERE]),
        ("script-src data:; object-src 'none'; base-uri 'none'", [ANYWHERE]),
        ("script-src https://*; object-src 'none'; base-uri 'none'", [ANYWHERE]),
        ("script-src 'self'; object-src 'self'; base-uri 'none'", [OBJECTS]),
        ("default-src 'self'; base-uri 'none'", [OBJECTS]),
        ("default-src 'none'", [ELSEWHERE]),
        ("default-src 'none'; base-uri 'self'", [ELSEWHERE]),
        # The first of two directives counts.
        ("script-src 'self'; script-src *; object-src 'none'; base-uri 'none'", []),
    ],
)
def test_a_policy_is_worth_what_it_stops(policy: str, expected: list[str]) -> None:
    assert gains(policy) == expected


def test_policies_are_enforced_together() -> None:
    assert gains("script-src 'self'", "object-src 'none', base-uri 'none'") == []


def test_a_policy_in_the_head_counts() -> None:
    assert gains(html=f'<head><meta http-equiv="content-security-policy" content="{STRICT}"></head>') == []


def test_a_policy_in_the_body_counts_for_nothing() -> None:
    assert gains(html=f'<body><meta http-equiv="content-security-policy" content="{STRICT}">') == ALL


def test_a_report_only_policy_is_none() -> None:
    assert policies_in(httpx.Headers({"Content-Security-Policy-Report-Only": STRICT})) == ()


def test_nonces_are_told_apart_by_their_case() -> None:
    one, other = (
        policies_in(httpx.Headers({"Content-Security-Policy": f"script-src 'nonce-{each}'"})) for each in "aA"
    )

    assert one[0].nonces != other[0].nonces
