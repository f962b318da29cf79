"""``bearproof audit``: hold a deployment against the rules and leave by the gate."""

from pathlib import Path
from typing import Annotated

import typer

from bearproof import defaults
from bearproof.commands.kept_history import history_at
from bearproof.commands.options import (
    BaselineOption,
    FailOnOption,
    HistoryOption,
    MinCoverageOption,
    NoBrowserOption,
    ProfileOption,
    ReportDirOption,
    RuleOption,
    SafeOption,
    StrictOption,
    SuiteOption,
    WorkersOption,
)
from fixtures.browser.finder import Engine
from fixtures.rule import Profile
from fixtures.target.reference import Start, start_ahead


def audit(
    file: Annotated[
        Path | None, typer.Argument(help="The target file; without one, the bundled reference server is audited.")
    ] = None,
    *,
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
    safe: SafeOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")] = False,
    browser: Annotated[Engine | None, typer.Option(help="The browser engine; only Chromium has been tried.")] = None,
    browser_path: Annotated[Path | None, typer.Option(metavar="FILE", help="The browser's executable.")] = None,
    workers: WorkersOption = 0,
) -> int:
    """Audit a deployment. Only audit systems that you own or are allowed to test.

    Exit codes: 0 every binding rule passed, 1 a rule failed, 2 interrupted, 3 internal error, 4 bad usage or target
    file, 5 too little could be judged.
    """
    if file is None and not dry_run:
        start_ahead(Start(profile or Profile.GUIDE_2019))
    from bearproof.audit_run import AuditOrder, run_audit
    from bearproof.browser_setup import require_executable
    from bearproof.gating import gating_of
    from bearproof.rehearsal import Rehearsal, rehearse
    from bearproof.verdict_of_run import conclude

    if browser_path is not None:
        require_executable(browser_path)
    if dry_run:
        chosen = Rehearsal(
            target_file=file,
            profile=profile,
            suites=tuple(suite or ()),
            rules=tuple(rule or ()),
            allow_browser=not no_browser,
            is_safe=safe,
        )
        rehearse(chosen)
        return 0
    order = AuditOrder(
        target_file=file,
        profile=profile,
        report_dir=report_dir,
        suites=tuple(suite or ()),
        rules=tuple(rule or ()),
        allow_browser=not no_browser,
        is_safe=safe,
        browser=browser,
        browser_path=browser_path,
        workers=workers,
        gating=gating_of(strict=strict, min_coverage=min_coverage, fail_on=fail_on, baseline=baseline),
        history=history_at(history),
    )
    return conclude(run_audit(order), order.gating)
