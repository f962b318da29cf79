"""``python -m tests.independent``: three applications with hundreds of faults, which Bearproof was not made with.

The exit code is 1 where a fault is missed that is not named as a known miss, where a known miss is found, where an
honest application fails, or where an audit left no report.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tests.independent.application import Application, applications
from tests.independent.examination import Examined, examined_fault, examined_honest, honest_forms
from tests.independent.installation import FOLDER, InstallationError, installed
from tests.proof.shares import prefer_a_browser_without_windows, share_of

Work = tuple[str, Callable[[], Examined]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit what was asked for, one after the other, and say what came of each."""
    asked = _parsed(arguments)
    chosen = [item for name, item in applications().items() if not asked.application or name in asked.application]
    strays = {name for name in asked.fault if not any(name in item.faults for item in chosen)}
    if strays:
        _say(f"No application that was asked for has a fault of this name: {', '.join(sorted(strays))}.")
        return 4
    prefer_a_browser_without_windows()
    try:
        work = [one for item in chosen for one in (_honest(item) if asked.honest else _faults(item, asked))]
    except InstallationError as error:
        _say(str(error))
        return 2
    share, shares = asked.shard
    work = work[share - 1 :: shares][: asked.limit]
    outcomes = []
    for number, (title, examine) in enumerate(work, 1):
        outcome = examine()
        outcomes.append(outcome)
        _say(f"[{number:3}/{len(work)}] {'' if outcome.is_as_expected else '✗ '}{title}: {outcome.word}")
        for detail in outcome.details:
            _say(f"          {detail}")
    counts = Counter(outcome.word for outcome in outcomes)
    _say(f"{len(outcomes)} audits: {', '.join(f'{count} {word}' for word, count in counts.most_common()) or 'none'}.")
    _say(f"Reports: {FOLDER / 'reports'}")
    return 0 if all(outcome.is_as_expected for outcome in outcomes) else 1


def _faults(application: Application, asked: argparse.Namespace) -> Iterator[Work]:
    names = [name for name in application.faults if not asked.fault or name in asked.fault]
    # Without a rule that should find it, a fault can only be looked at as a whole.
    names = [name for name in names if asked.full or application.faults[name].named_rules]
    if names:
        installation = installed(application)
        for name in names:
            yield f"{application.name}, {name}", partial(examined_fault, installation, name, whole=asked.full)


def _honest(application: Application) -> Iterator[Work]:
    installation = installed(application)
    for design, variant in honest_forms(application):
        title = f"{application.name}, {design}, honest{f' ({variant})' if variant else ''}"
        yield title, partial(examined_honest, installation, design, variant)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.independent", description=__doc__)
    parser.add_argument(
        "--application", action="append", default=[], choices=list(applications()), help="only this one (repeatable)"
    )
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="only this fault (repeatable)")
    parser.add_argument("--full", action="store_true", help="every rule, and not only those that the fault names")
    parser.add_argument("--honest", action="store_true", help="no faults: the honest applications and their variants")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="the first N audits")
    parser.add_argument("--shard", type=share_of, default=(1, 1), metavar="I/N", help="the Ith of N parts")
    return parser.parse_args(arguments)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
