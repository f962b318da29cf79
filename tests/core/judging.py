"""Running a verdict verb as a rule would, and looking at what came of it."""

from collections.abc import Callable
from contextlib import suppress

from fixtures.docket import Docket, opened
from fixtures.outcome import Outcome, outcome_of
from fixtures.verdict import VerdictReached


def outcome(verb: Callable[[], object]) -> Outcome:
    """Run ``verb`` in a docket of its own and return the outcome of such a rule."""
    docket = Docket()
    raised: VerdictReached | None = None
    with opened(docket), suppress(VerdictReached):
        try:
            verb()
        except VerdictReached as reached:
            raised = reached
            raise
    return outcome_of(docket, raised)
