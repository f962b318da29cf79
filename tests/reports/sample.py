"""Sample runs for the tests of the writers: a believable audit, and a builder with one rule per wish."""

import struct
import zlib
from datetime import UTC, datetime, timedelta

from fixtures.rule import AsvsLevel, Capability, Level, Profile, Severity
from fixtures.verdict import Verdict
from reports.model import (
    Availability,
    CapabilityState,
    Ending,
    Environment,
    Evidence,
    Exchange,
    Footer,
    Header,
    Judgement,
    PolicyRow,
    Result,
    RuleInfo,
    Run,
    Waiver,
)

STARTED = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


def rule(
    rule_id: str = "token/unsigned-rejected",
    *,
    level: Level = Level.MUST,
    severity: Severity = Severity.HIGH,
    title: str = "A token without a signature is refused.",
    why: str = "Anyone could write such a token, with any name in it.",
    fix: str = "Verify the signature with the key that belongs to the issuer before reading any claim.",
    refs: tuple[str, ...] = ("RFC 7519 §6", "CWE-347"),
    needs: tuple[Capability, ...] = (),
    statements: tuple[str, ...] = ("S1.5",),
) -> RuleInfo:
    """Build the metadata of a rule; the suite is the first half of the id."""
    return RuleInfo(
        id=rule_id, suite=rule_id.partition("/")[0], title=title, why=why, fix=fix, severity=severity, level=level,
        judged="The honest token is accepted, the changed one refused, the honest one still accepted.",
        asvs=AsvsLevel.L1, needs=needs, statements=statements, refs=refs,
    )  # fmt: skip


def exchange(
    number: int = 1,
    *,
    purpose: str = "an unsigned token",
    method: str = "GET",
    url: str = "https://shop.example/me",
    status: int | None = 200,
    response_body: str = '{"user": "ada"}',
    request_body: str = "",
    problem: str = "",
    request_headers: tuple[tuple[str, str], ...] = (("authorization", "Bearer ***(jwt, 312 characters)"),),
    response_headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),),
    is_truncated: bool = False,
) -> Exchange:
    """Build a recorded exchange."""
    return Exchange(
        number=number, purpose=purpose, started=STARTED.timestamp() + number, elapsed=0.012, method=method, url=url,
        request_headers=request_headers, request_body=request_body, status=status,
        response_headers=response_headers, response_body=response_body, is_truncated=is_truncated, problem=problem,
    )  # fmt: skip


def judgement(
    verdict: Verdict,
    *,
    sentence: str = "GET /me with an unsigned token was answered 200 as ada.",
    expected: str = "401 or 403, or an answer without an identity.",
    exchanges: tuple[int, ...] = (),
    next_step: str | None = None,
) -> Judgement:
    """Build one decision."""
    return Judgement(
        verdict=verdict, sentence=sentence, expected=expected, exchanges=exchanges, next_step=next_step
    )  # fmt: skip


def result(
    rule_id: str,
    verdict: Verdict,
    *,
    case: str = "",
    judgements: tuple[Judgement, ...] | None = None,
    exchanges: tuple[Exchange, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    traceback: str = "",
    worker: str = "main",
) -> Result:
    """Build the result of one case, by default with one judgement that agrees with the verdict."""
    return Result(
        rule_id=rule_id, verdict=verdict, case=case, exchanges=exchanges, evidence=evidence, traceback=traceback,
        judgements=(judgement(verdict),) if judgements is None else judgements, duration_seconds=0.05, worker=worker,
    )  # fmt: skip


def header(*rules: RuleInfo, target_name: str = "Corner shop", target_url: str = "https://shop.example") -> Header:
    """Build a header that selects ``rules``."""
    return Header(
        bearproof_version="0.1.0",
        started_at=STARTED,
        target_name=target_name,
        target_url=target_url,
        profile=Profile.GUIDE_2019,
        policy=(
            PolicyRow(name="access token lifetime", value="at most 15 min", source="profile guide-2019"),
            PolicyRow(name="refresh token lifetime", value="at most 30 days", source="[policy] refresh_lifetime"),
        ),
        capabilities={
            Capability.BROWSER: CapabilityState(state=Availability.AVAILABLE, sentence="Chromium 142 opened the app."),
            Capability.CLOCK: CapabilityState(
                state=Availability.MISSING, sentence="The target file has no [clock]; add one to judge expiry."
            ),
            Capability.SSR: CapabilityState(state=Availability.ABSENT, sentence="[target] absent names ssr."),
        },
        rules=rules,
        environment=Environment(python="3.11.7", platform="Linux x86_64", browser="Chromium 142.0.7444.59"),
    )


def footer(ending: Ending = Ending.COMPLETE, *, message: str = "") -> Footer:
    """Build a footer."""
    return Footer(
        finished_at=STARTED + timedelta(seconds=14.2), ending=ending, message=message, requests=318, logins=17,
        waited_seconds=6.4, duration_seconds=14.2,
    )  # fmt: skip


def waiver(
    rule_id: str, *, days: int = 30, case: str = "", reason: str = "The mobile app is replaced in May."
) -> Waiver:
    """Build a waiver that holds until ``days`` after the sample runs."""
    expires = STARTED.date() + timedelta(days=days)
    return Waiver(rule=rule_id, reason=reason, owner="Payments team", expires=expires, case=case)


def run(
    *results: Result,
    rules: tuple[RuleInfo, ...] | None = None,
    ending: Ending = Ending.COMPLETE,
    waivers: tuple[Waiver, ...] = (),
    is_partial: bool = False,
) -> Run:
    """Build a run; the rules are those of the results unless given."""
    ids = dict.fromkeys(found.rule_id for found in results)
    selected = tuple(rule(rule_id) for rule_id in ids) if rules is None else rules
    described = header(*selected).model_copy(update={"waivers": waivers, "is_partial": is_partial})
    return Run(header=described, results=results, footer=footer(ending))


def png(*, width: int = 320, height: int = 200) -> bytes:
    """Return a small picture in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"".join(b"\x00" + bytes((226, 232, 240)) * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
