"""A run as a versioned, typed document: who was audited, what was asked, what was found, how it ended.

Nothing here knows pytest. Every writer is a reader of ``Run`` alone, and the file on disk is this model as JSON.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, NonNegativeInt, model_validator

from fixtures.rule import AsvsLevel, Capability, Level, Profile, Rule, Severity
from fixtures.verdict import Verdict, worst
from reports.evidence import Evidence, Exchange, Judgement, Moment, Screenshot, Table, Timeline
from reports.outcome import NEVER_RAN, Outcome
from reports.record import Record, Seconds, Text
from reports.waiver import Waiver, WaiverState, state_of

__all__ = [
    "Availability", "CapabilityState", "Ending", "Environment", "Evidence", "Exchange", "Footer", "GateTerms", "Header",
    "Judgement", "Moment", "Outcome", "PolicyRow", "Result", "RuleInfo", "Run", "Screenshot", "Table", "TargetFile",
    "Timeline", "Waiver",
]  # fmt: skip


DEFAULT_COVERAGE = 0.75
"""The floor under coverage: below it, too little was judged for any answer."""


class RuleInfo(Record):
    """One selected rule, as it stood in the catalogue when the run began."""

    id: Text
    """The stable id, ``suite/fact-about-a-good-server``."""
    suite: Text
    """The suite it belongs to."""
    title: Text
    """The fact about a good server, as a sentence."""
    why: Text
    """What goes wrong where the fact does not hold."""
    judged: Text
    """How the verdict is reached."""
    fix: Text
    """What to change where it fails."""
    severity: Severity
    """The harm that a broken rule does."""
    asvs: AsvsLevel
    """The level of OWASP ASVS 5.0 that asks for it."""
    level: Level
    """How binding it is in the profile of this run."""
    needs: tuple[Capability, ...] = ()
    """The capabilities without which it cannot be judged."""
    statements: tuple[Text, ...] = ()
    """Numbers of the statements of the guides that it covers."""
    refs: tuple[Text, ...] = ()
    """References, as a reader would search for them."""

    @classmethod
    def of(cls, rule: Rule, *, profile: Profile) -> Self:
        """Copy a rule of the catalogue. Raises ``ValueError`` when ``profile`` does not contain it."""
        level = rule.level_in(profile)
        if level is None:
            raise ValueError(f"{rule.id} is not in profile {profile}: select only rules of the profile that is run")
        return cls(
            id=rule.id, suite=rule.suite, title=rule.title, why=rule.why, judged=rule.judged, fix=rule.fix,
            severity=rule.severity, asvs=rule.asvs, level=level, needs=rule.needs, statements=rule.statements,
            refs=rule.refs,
        )  # fmt: skip


class Result(Record):
    """What one case of one rule came to."""

    rule_id: Text
    """The rule; it stands in the header."""
    case: Text = ""
    """The parameter id of a parametrised rule, empty otherwise."""
    verdict: Verdict
    """Never better than the worst of the judgements."""
    judgements: tuple[Judgement, ...] = ()
    """Every decision, in the order in which it was made."""
    exchanges: tuple[Exchange, ...] = ()
    """Everything that was sent for this rule or read from a recorded journey."""
    evidence: tuple[Evidence, ...] = ()
    """Tables, timelines and pictures."""
    duration_seconds: Seconds = 0.0
    """From set-up to the verdict."""
    worker: Text = "main"
    """Which of the parallel workers ran it."""
    traceback: Text = ""
    """Where Bearproof itself went wrong; empty unless the verdict is ``error``."""

    @model_validator(mode="after")
    def _verdict_hides_nothing(self) -> Self:
        found = [judgement.verdict for judgement in self.judgements]
        if self.verdict is Verdict.PASSED and Verdict.PASSED not in found:
            raise ValueError(f"{self.rule_id} is called passed, but no judgement says so")
        if self.verdict is Verdict.INAPPLICABLE:
            found = [verdict for verdict in found if verdict is not Verdict.PASSED]
        if worst([self.verdict, *found]) is not self.verdict:
            raise ValueError(f"{self.rule_id} is called {self.verdict}, but a judgement in it is {worst(found)}")
        return self


class PolicyRow(Record):
    """One bound that the target is judged by."""

    name: Text
    """What is bounded."""
    value: Text
    """The bound, with its unit."""
    source: Text
    """Who says so: a key of the target file, the profile, a standard."""


class Availability(StrEnum):
    """What is known about a capability of the target."""

    AVAILABLE = "available"
    """Provided, and seen to work."""
    ABSENT = "absent"
    """The target declares that it has no such thing: rules that need it are inapplicable."""
    MISSING = "missing"
    """Not provided, or not working: rules that need it stay untested."""


class CapabilityState(Record):
    """One capability, with the reason."""

    state: Availability
    """Whether rules that need it can be judged."""
    sentence: Text
    """Why, and where it is missing how to provide it."""


class Environment(Record):
    """Where Bearproof ran."""

    python: Text
    """Version of Python."""
    platform: Text
    """Operating system and architecture."""
    browser: Text = ""
    """Name and version of the browser, empty when none was used."""


class TargetFile(Record):
    """The file that describes the target, as places in a repository."""

    path: Text
    """Relative to the root of its Git repository, else to the folder in which the audit was started, with forward
    slashes; its name where it lies outside."""
    lines: Mapping[Text, NonNegativeInt] = {}
    """Where each table begins, by its name; the first line is 1."""


class GateTerms(Record):
    """What the gate was asked for beyond the binding rules."""

    strict: bool = False
    """Whether SHOULD rules are binding."""
    min_coverage: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = DEFAULT_COVERAGE
    """The share of applicable rules that must be judged."""
    fail_on: Severity | None = None
    """The severity from which on SHOULD rules are binding."""


class Header(Record):
    """Everything known before the first rule ran."""

    schema_version: Literal[1] = 1
    """Version of this format."""
    bearproof_version: Text
    """Version of the program."""
    started_at: AwareDatetime
    """When the run began."""
    target_name: Text
    """The name in the target file."""
    target_url: Text
    """The base URL of the target."""
    profile: Profile
    """The profile that the target was held to."""
    policy: tuple[PolicyRow, ...] = ()
    """The bounds that the target was judged by."""
    capabilities: Mapping[Capability, CapabilityState] = {}
    """What the target could and could not be asked."""
    rules: tuple[RuleInfo, ...]
    """Every rule that was selected; one without a result was never judged."""
    statements: Mapping[Text, Text] = {}
    """What the guides say, by the numbers that the rules name."""
    is_partial: bool = False
    """Whether only some rules of the profile were asked for."""
    waivers: tuple[Waiver, ...] = ()
    """What the owner of the target has decided to live with."""
    gate: GateTerms = GateTerms()
    """What the gate was asked for."""
    target_file: TargetFile | None = None
    """The file that describes the target; None for the bundled server, which needs none."""
    environment: Environment
    """The interpreter, the machine and the browser."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        twice = [rule_id for rule_id, times in Counter(rule.id for rule in self.rules).items() if times > 1]
        if twice:
            raise ValueError(f"listed more than once among the selected rules: {', '.join(twice)}")
        return self


class Ending(StrEnum):
    """How a run came to its end."""

    COMPLETE = "complete"
    """Every selected rule had its turn."""
    INTERRUPTED = "interrupted"
    """Somebody or something stopped it midway."""
    INTERNAL_ERROR = "internal-error"
    """Bearproof itself broke."""
    NOT_STARTED = "not-started"
    """No rule had its turn: the target could not be reached, or its login failed."""


class Footer(Record):
    """Everything known once the last rule has run. A run without a footer died midway."""

    finished_at: AwareDatetime
    """When the run ended."""
    ending: Ending
    """How it ended."""
    message: Text = ""
    """Why it ended so, with the next step; empty for a complete run."""
    requests: NonNegativeInt = 0
    """Requests sent to the target."""
    logins: NonNegativeInt = 0
    """Logins spent; each costs the target a password hash."""
    guesses: NonNegativeInt = 0
    """Passwords tried at the disposable account, where the target file allows it; they are no part of the logins."""
    waited_seconds: Seconds = 0.0
    """Time spent waiting for the target, summed over the parallel workers."""
    duration_seconds: Seconds = 0.0
    """Time from the first to the last moment of the run."""


class Run(Record):
    """One audit of one target."""

    header: Header
    """Who was audited, by which profile, and every rule that was selected."""
    results: tuple[Result, ...] = ()
    """One for each case of each rule that had its turn, in the order in which they ended."""
    footer: Footer
    """How it ended, and what it cost."""

    @model_validator(mode="after")
    def _results_belong(self) -> Self:
        selected = {rule.id for rule in self.header.rules}
        strays = sorted({result.rule_id for result in self.results} - selected)
        if strays:
            raise ValueError(f"results for rules that the header does not select: {', '.join(strays)}")
        return self

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every selected rule with all its results, in the order of the header."""
        found: dict[str, list[Result]] = {rule.id: [] for rule in self.header.rules}
        for result in self.results:
            found[result.rule_id].append(result)
        in_force = [waiver for waiver, state in self.waivers.items() if state is WaiverState.IN_FORCE]
        return tuple(
            Outcome(
                rule=rule,
                results=tuple(found[rule.id]),
                waivers=tuple(waiver for waiver in in_force if waiver.rule == rule.id),
            )
            for rule in self.header.rules
        )

    @cached_property
    def waivers(self) -> dict[Waiver, WaiverState]:
        """Every waiver with what became of it."""
        return {waiver: state_of(waiver, self) for waiver in self.header.waivers}

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every selected rule: the worst over its cases, ``untested`` where it has no result."""
        found: dict[str, list[Verdict]] = {rule.id: [] for rule in self.header.rules}
        for result in self.results:
            found[result.rule_id].append(result.verdict)
        return {rule_id: worst(verdicts) if verdicts else NEVER_RAN.verdict for rule_id, verdicts in found.items()}

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """The number of rules by verdict, every verdict named."""
        found = Counter(self.verdicts.values())
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def applicable(self) -> int:
        """The number of selected rules that the target does not declare itself free of."""
        return len(self.outcomes) - self.counts[Verdict.INAPPLICABLE]

    @property
    def judged(self) -> int:
        """The number of rules that were decided either way."""
        return sum(count for verdict, count in self.counts.items() if verdict.is_judged)

    @property
    def coverage(self) -> float:
        """``judged`` over ``applicable``, from 0 to 1; 0 when nothing applies, for then nothing was judged."""
        return self.judged / self.applicable if self.applicable else 0.0

    @cached_property
    def failures(self) -> tuple[Outcome, ...]:
        """The rules that failed: the worst harm first, then the most binding, then by id."""
        failed = (outcome for outcome in self.outcomes if outcome.verdict is Verdict.FAILED)
        return tuple(sorted(failed, key=lambda outcome: outcome.rank))
