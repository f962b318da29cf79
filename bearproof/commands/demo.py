"""``bearproof demo``: audit the bundled reference server, with a deliberate defect if wanted."""

from bearproof import defaults
from bearproof.commands.kept_history import history_at
from bearproof.commands.options import (
    AlgorithmOption,
    BaselineOption,
    FailOnOption,
    FaultOption,
    HistoryOption,
    MinCoverageOption,
    NoBrowserOption,
    ProfileOption,
    ReportDirOption,
    RuleOption,
    SplitOriginOption,
    StrictOption,
    SuiteOption,
    WorkersOption,
)
from fixtures.target.reference import Start, start_ahead


def demo(
    *,
    fault: FaultOption = None,
    algorithm: AlgorithmOption = None,
    split_origin: SplitOriginOption = False,
    profile: ProfileOption = None,
    report_dir: ReportDirOption = defaults.REPORT_DIR,
    suite: SuiteOption = None,
    rule: RuleOption = None,
    strict: StrictOption = False,
    fail_on: FailOnOption = None,
    baseline: BaselineOption = None,
    history: HistoryOption = None,
    min_coverage: MinCoverageOption = defaults.MIN_COVERAGE,
    no_browser: NoBrowserOption = False,
    workers: WorkersOption = 0,
) -> int:
    """Audit the bundled reference server. With --fault NAME, see what a failure looks like."""
    from bearproof.reference_faults import profile_with

    faults = tuple(fault or ())
    chosen = profile_with(faults, asked=profile)
    start_ahead(Start(chosen, faults, algorithm, split_origin=split_origin))
    from bearproof.audit_run import AuditOrder, run_audit
    from bearproof.gating import gating_of
    from bearproof.verdict_of_run import conclude

    order = AuditOrder(
        target_file=None,
        profile=chosen,
        report_dir=report_dir,
        suites=tuple(suite or ()),
        rules=tuple(rule or ()),
        faults=faults,
        algorithm=algorithm,
        split_origin=split_origin,
        allow_browser=not no_browser,
        workers=workers,
        gating=gating_of(strict=strict, min_coverage=min_coverage, fail_on=fail_on, baseline=baseline),
        history=history_at(history),
    )
    return conclude(run_audit(order), order.gating)
