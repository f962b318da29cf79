"""Parts of Bearproof made useless, one at a time, inside the process of one audit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from fixtures import answer, docket, outcome, preflight
from fixtures.browser.snapshot import Snapshot
from fixtures.redact import Vault
from fixtures.verdict import Judgement, Verdict
from reports import model

_BETTER = tuple(Verdict)


def best_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the best verdict, where the worst must win."""
    return min(verdicts, key=_BETTER.index, default=Verdict.ERROR)


def _nothing(*_given: Any, **_named: Any) -> None:
    return None


def _itself(this: answer.Answer, *_given: Any) -> answer.Answer:
    return this


def _judged_alone(attack: str, given: answer.Answer, _after: answer.Answer | None) -> Judgement:
    return _REAL_JUDGED(attack, given, None)


def _crash(this: answer.Answer) -> answer.Answer:
    raise RuntimeError(f"a crash that tells everything it has: {this}")


def _crash_beforehand(this: preflight._Course) -> None:
    secrets = [(login.tokens, list(login.jar.jar)) for login in this.logins]
    users = [this._deployment.user(name).password.get_secret_value() for name in ("ada", "bob")]
    raise RuntimeError(f"a crash that tells everything that preflight has: {users} {secrets}")


def _crash_in_a_browser(this: Snapshot, *_given: Any) -> None:
    raise RuntimeError(f"a crash that tells everything that the page keeps: {this}")


def _unmasked(_vault: Vault, text: str) -> str:
    return text


def _headers_unmasked(_vault: Vault, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(headers)


_REAL_JUDGED = answer._judged
PATCHES: dict[str, Sequence[tuple[object, str, Callable[..., Any]]]] = {
    "must_be_accepted judges nothing": [(answer.Answer, "must_be_accepted", _itself)],
    "must_still_be_accepted judges nothing": [(answer.Answer, "must_still_be_accepted", _itself)],
    "must_be_refused judges nothing": [(answer, "all_must_be_refused", _nothing)],
    "a judgement ends no rule": [(docket.Docket, "judge", _nothing)],
    "judgements of equal standing are forgotten": [(docket.Docket, "judge_all", _nothing)],
    "the controls before all rules look at nothing": [(preflight._Course, "_refuse_identity", _nothing)],
    "the control before an attack looks at nothing": [(answer.Answer, "control", _itself)],
    "the control after an attack looks at nothing": [(answer, "_judged", _judged_alone)],
    "the redactor masks nothing": [(Vault, "masked", _unmasked), (Vault, "masked_headers", _headers_unmasked)],
    "the best verdict wins": [(docket, "worst", best_of), (outcome, "worst", best_of), (model, "worst", best_of)],
    "a rule crashes with all it knows": [(answer.Answer, "control", _crash)],
    "preflight crashes with all it knows": [(preflight._Course, "oracle", _crash_beforehand)],
    "a rule crashes with all that a page keeps": [(Snapshot, "holding", _crash_in_a_browser)],
}


@contextmanager
def sabotaged(name: str | None) -> Iterator[None]:
    """Make the named part useless for as long as the block runs; none where the name is None."""
    with ExitStack() as stack:
        for owner, attribute, useless in PATCHES[name] if name is not None else ():
            stack.enter_context(patch.object(owner, attribute, useless))
        yield
