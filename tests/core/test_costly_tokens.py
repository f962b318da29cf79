"""A server error counts against the size of a token only where what is as short, or as large, brings about none."""

from collections.abc import Callable

import pytest

from fixtures.sessions import Sessions
from fixtures.trials.fuzz.costly_tokens import costly_tokens_must_be_refused_early
from fixtures.verdict import Verdict
from tests.core.application import running
from tests.core.building import audit_of
from tests.core.judging import outcome
from tests.core.loopback import Visit, respond

_LARGE = 8 * 1024


def knows_no_other(_visit: Visit) -> bool:
    return True


def reads_no_large_one(visit: Visit) -> bool:
    return len(visit.request.cookies.get("refresh", "")) > _LARGE


@pytest.mark.parametrize(
    ("breaks", "verdict"), [(knows_no_other, Verdict.PASSED), (reads_no_large_one, Verdict.FAILED)]
)
def test_a_server_error_is_one_of_size_where_a_short_token_makes_none(
    breaks: Callable[[Visit], bool], verdict: Verdict
) -> None:
    with running() as application:

        def answer(visit: Visit) -> None:
            token = visit.request.cookies.get("refresh", "")
            if token in application.refresh:
                application.renew(visit)
            elif len(visit.request.header("X-Bearproof-Padding") or "") > _LARGE:
                # Some servers refuse large heads before anybody reads them.
                respond(400)(visit)
            else:
                respond(500 if breaks(visit) else 401)(visit)

        application.instead["/refresh"] = answer
        with audit_of(application.target) as audit:
            people = Sessions(audit.sessions.proven)
            found = outcome(lambda: costly_tokens_must_be_refused_early(people.login("ada")))

    assert found.verdict is verdict
