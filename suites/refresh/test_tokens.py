"""What refresh tokens are made of."""

from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.refresh.entropy import refresh_tokens_must_be_unpredictable


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L1,
    profiles=(
        GUIDE_2019,
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.REFRESH,),
    statements=("S1.59", "S2.27"),
    refs=(
        "v5.0.0-7.2.3",
        "v5.0.0-11.5.1",
        "A4 v4.0.3-3.2.2",
        "RFC 6749 §10.10",
        "CWE-331",
        "WSTG-SESS-01",
    ),
)
def test_entropy(sessions: Sessions) -> None:
    """Neither a refresh token nor a fingerprint can be guessed.

    Why: a token made of a number, a clock or a short random part is found by trying, and it is a session of days.
    Judged: two dozen tokens of one session are compared, or those of some logins where tokens do not rotate: the
    places that change, times the letters in use, must allow for 128 bits; places that only count upwards do not
    count. UUIDs of any version but 4 fail. Signed tokens are judged by their signature. The fingerprints of the logins
    so far are compared likewise, or judged by their length where all are alike. One of each must not be the hash of
    what anybody can guess: a small number, the user's name, the time, or both. Few values prove weakness, never
    strength.
    Fix: take 32 bytes from the system's random source and write them in base64url.
    """
    refresh_tokens_must_be_unpredictable(sessions)
