"""Sessions that are bound to whoever started them."""

from fixtures.journey import Journey
from fixtures.rule import BCP_2026, SHOULD, AsvsLevel, Severity, rule
from fixtures.sessions import Sessions
from fixtures.trials.session.sender_constraint import binding_must_be_enforced


@rule(
    severity=Severity.MEDIUM,
    asvs=AsvsLevel.L3,
    level=SHOULD,
    profiles=(BCP_2026,),
    statements=("S1.6", "S2.4", "S2.25"),
    refs=(
        "v5.0.0-10.3.5",
        "v5.0.0-10.4.14",
        "RFC 9449 §4.3, §7.1, §7.2, §9, §11.1",
        "RFC 8705 §3",
        "RFC 9700 §2.2.1",
        "W3C Device Bound Session Credentials",
        "CWE-294",
        "WSTG-SESS-09",
    ),
)
def test_sender_constraint_sound(journey: Journey, sessions: Sessions) -> None:
    """A token that is bound to its sender is refused from anybody else.

    Why: a binding that nobody looks at gives confidence and nothing else.
    Judged: where a token carries cnf, or the login says DPoP, the token is presented from another client, as a plain
    bearer token and without proof: it must be refused. Where nothing is bound, the rule does not apply, and the
    report says for how long a stolen token can be replayed.
    Fix: let every service demand the proof before it looks at the claims, and take no bound token as a bearer.
    """
    binding_must_be_enforced(journey, sessions.standing("ada"))
