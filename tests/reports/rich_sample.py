"""One believable audit with every verdict, level and kind of evidence in it: what a reader of the report meets."""

from fixtures.rule import Capability, Level, Severity
from fixtures.verdict import Verdict
from reports.model import Ending, Exchange, Judgement, Moment, Result, RuleInfo, Run, Screenshot, Table, Timeline
from tests.reports.sample import exchange, footer, header, judgement, png, result, rule

_TOKEN = "Bearer ***(jwt, 312 characters)"


def rich_run(ending: Ending = Ending.COMPLETE) -> Run:
    """Build the run: two MUST failures, a SHOULD failure, one of each verdict without judgement, and passes."""
    failed = (_reused_token(), _script_readable_token(), _weak_lifetime())
    unjudged = (_inconclusive(), _errored(), _untested(), _inapplicable())
    passes = tuple((rule(rule_id, title=title), _passed(rule_id)) for rule_id, title in _PASSING.items())
    pairs = [*failed, *unjudged, *passes]
    never_ran = rule("logout/other-tabs-follow", title="A logout in one tab signs the other tabs out.")
    rules = [info for info, _ in pairs] + ([never_ran] if ending is not Ending.COMPLETE else [])
    return Run(
        header=header(*sorted(rules, key=lambda info: info.id)),
        results=tuple(found for _, found in pairs),
        footer=footer(ending, message="" if ending is Ending.COMPLETE else "Ctrl-C after 14 s."),
    )


def _reused_token() -> tuple[RuleInfo, Result]:
    info = rule(
        "refresh/rotates-and-retires",
        severity=Severity.CRITICAL,
        title="A refresh token works once, and each refresh issues the next.",
        why="A stolen refresh token that still works after the owner used it is a session for ever.",
        fix="Store a hash of the current token for each session; replace it in the same transaction.",
        refs=("RFC 9700 §4.14.2", "v5.0.0-10.4.5", "CWE-613"),
        statements=("S1.75", "S1.94"),
        needs=(Capability.REFRESH,),
    )
    sent: tuple[Exchange, ...] = (
        exchange(11, purpose="log in as ada", method="POST", url="https://shop.example/login"),
        exchange(12, purpose="control: the current refresh token", method="POST", url="https://shop.example/refresh"),
        exchange(
            13,
            purpose="a spent refresh token",
            method="POST",
            url="https://shop.example/refresh",
            request_headers=(("cookie", "refresh_token=***(43 characters)"), ("content-type", "application/json")),
            request_body='{"grant": "refresh"}',
            response_body='{"jwt_token": "***(jwt, 312 characters)", "expires_in": 900}',
            response_headers=(
                ("content-type", "application/json"),
                ("set-cookie", "refresh_token=***(43 characters); Path=/; HttpOnly; Secure; SameSite=Lax"),
            ),
        ),
    )
    judged = (
        judgement(
            Verdict.PASSED, sentence="POST /refresh was answered 200 as ada.", expected="200 as ada.", exchanges=(12,)
        ),
        judgement(
            Verdict.FAILED,
            sentence="POST /refresh with a spent refresh token was answered 200 and issued a token for ada.",
            expected="400, 401 or 403, and no token.",
            exchanges=(13,),
        ),
    )
    timeline = Timeline(
        title="One refresh token, used twice",
        moments=(
            Moment(at=0.0, who="ada", what="logs in and is given refresh token 1"),
            Moment(at=1.2, who="ada", what="refreshes with token 1 and is given token 2"),
            Moment(at=2.4, who="thief", what="refreshes with token 1 again and is given token 3"),
        ),
    )
    return info, result(info.id, Verdict.FAILED, judgements=judged, exchanges=sent, evidence=(timeline,))


def _script_readable_token() -> tuple[RuleInfo, Result]:
    info = rule(
        "storage/memory-only",
        title="The access token is kept in memory and nowhere else.",
        why="Whatever is in a store can be read by any script on the page, today or after the next restart.",
        fix="Hold the token in a module variable; restore the session with the refresh cookie on reload.",
        refs=("v5.0.0-14.3.3", "CWE-922"),
        statements=("S1.30",),
        needs=(Capability.BROWSER,),
    )
    stores = Table(
        title="What the browser held after login",
        columns=("store", "origin", "key", "value"),
        rows=(
            ("localStorage", "https://shop.example", "jwt", "***(jwt, 312 characters)"),
            ("sessionStorage", "https://shop.example", "theme", "dark"),
        ),
    )
    judged = judgement(
        Verdict.FAILED,
        sentence="After login the access token was found in localStorage under the key jwt.",
        expected="No store of the browser holds it.",
    )
    evidence = (stores, Screenshot(title="The app after login, as ada saw it", png=png()))
    return info, result(info.id, Verdict.FAILED, judgements=(judged,), evidence=evidence)


def _weak_lifetime() -> tuple[RuleInfo, Result]:
    info = rule(
        "token/short-lifetime", level=Level.SHOULD, severity=Severity.MEDIUM, title="An access token lives 15 minutes."
    )
    judged = judgement(
        Verdict.FAILED,
        sentence="The access token is valid for 24 h (exp minus iat).",
        expected="At most 15 min.",
        exchanges=(21,),
    )
    login = exchange(21, purpose="log in as ada", method="POST", url="https://shop.example/login")
    return info, result(info.id, Verdict.FAILED, judgements=(judged,), exchanges=(login,))


def _inconclusive() -> tuple[RuleInfo, Result]:
    info = rule("session/force-logout-all", title="The user can end every session at once.")
    judged: Judgement = judgement(
        Verdict.INCONCLUSIVE,
        sentence="The control POST /logout_everywhere was not answered within 10 s.",
        expected="200 or 204.",
        exchanges=(31,),
        next_step="See whether the target is up, then run the audit again.",
    )
    silent = exchange(
        31, purpose="control", method="POST", status=None, problem="no answer within 10 s", response_body=""
    )
    return info, result(info.id, Verdict.INCONCLUSIVE, judgements=(judged,), exchanges=(silent,))


def _errored() -> tuple[RuleInfo, Result]:
    info = rule("client/startup-refresh", title="The app refreshes as it starts.")
    trace = "Traceback (most recent call last):\n  File \"rule.py\", line 3, in test_startup\nKeyError: 'tab'"
    return info, result(info.id, Verdict.ERROR, judgements=(), traceback=trace)


def _untested() -> tuple[RuleInfo, Result]:
    info = rule("token/expired-rejected", title="An expired token is refused.", needs=(Capability.CLOCK,))
    judged = judgement(
        Verdict.UNTESTED,
        sentence="The target's time cannot be moved.",
        expected="The capability is available.",
        next_step='Add [clock] to the target file, for instance kind = "wait".',
    )
    return info, result(info.id, Verdict.UNTESTED, judgements=(judged,))


def _inapplicable() -> tuple[RuleInfo, Result]:
    info = rule("ssr/renders-identity", title="A server-rendered page shows the user.", needs=(Capability.SSR,))
    judged = judgement(
        Verdict.INAPPLICABLE,
        sentence="The target declares that it renders nothing on the server.",
        expected="Nothing: the rule does not apply.",
    )
    return info, result(info.id, Verdict.INAPPLICABLE, judgements=(judged,))


def _passed(rule_id: str) -> Result:
    refused = exchange(2, status=401, response_body='{"error": "invalid token"}')
    judged = judgement(
        Verdict.PASSED,
        sentence="GET /me with an unsigned token was answered 401.",
        expected="401 or 403.",
        exchanges=(2,),
    )
    return result(rule_id, Verdict.PASSED, judgements=(judged,), exchanges=(exchange(1, purpose="control"), refused))


_PASSING = {
    "cookie/httponly": "The refresh cookie cannot be read by a script.",
    "cookie/secure": "The refresh cookie travels over TLS only.",
    "cookie/samesite": "The refresh cookie says SameSite.",
    "login/returns-jwt": "A login with the right password returns a token.",
    "login/failure-uniform": "A wrong password and an unknown user are answered alike.",
    "logout/refresh-revoked": "After logout the refresh token is dead.",
    "refresh/bound-to-user": "A refresh token serves the user it was issued to.",
    "token/alg-none-case-variants": "No spelling of alg none is accepted.",
    "token/signature-verified": "A token with a changed part is refused.",
    "token/unsigned-rejected": "A token without a signature is refused.",
}
