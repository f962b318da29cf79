"""What stands behind a GraphQL gateway."""

from fixtures.audit import Audit
from fixtures.graphql.handlers import handlers_must_refuse_strangers
from fixtures.rule import BCP_2026, GUIDE_2022, AsvsLevel, Capability, Severity, rule
from fixtures.sessions import Sessions


@rule(
    severity=Severity.HIGH,
    asvs=AsvsLevel.L2,
    profiles=(
        GUIDE_2022,
        BCP_2026,
    ),
    needs=(Capability.HANDLERS, Capability.TWO_USERS),
    statements=("S2.94",),
    refs=("v5.0.0-13.2.1", "v5.0.0-4.1.3", "v5.0.0-8.3.1", "CWE-306", "CWE-287", "WSTG-ATHN-10"),
)
def test_handlers_not_bypassable(running_audit: Audit, sessions: Sessions) -> None:
    """A handler behind the gateway does nothing for anybody else.

    Why: the gateway verifies the token and tells the handler who asks; a handler that believes this of anybody lets
    everybody be anybody.
    Judged: each handler of the target file is sent its request in bob's name without the headers that only the gateway
    knows, with empty ones and with guessed ones: none is carried out. With the right ones it is, where the target file
    has them. A handler that cannot be reached (404) is as good as one that refuses.
    Fix: let handlers demand a secret of the gateway, or reach them by a private network only.
    """
    handlers_must_refuse_strangers(running_audit, sessions.standing("bob"))
