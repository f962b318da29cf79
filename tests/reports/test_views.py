"""The run from other sides: no rule is lost on the way, and what needs attention comes first."""

from fixtures.rule import Severity
from fixtures.verdict import Verdict
from reports.views import View, views_of
from tests.reports.rich_sample import rich_run
from tests.reports.sample import result, rule, run


def _view(title: str, views: tuple[View, ...]) -> dict[str, list[str]]:
    [found] = [view for view in views if view.title == title]
    return {group.name: [outcome.rule.id for outcome in group.outcomes] for group in found.groups}


def test_suites_hold_every_rule() -> None:
    audited = rich_run()
    found = _view("By suite, rule by rule", views_of(audited))
    assert list(found) == sorted(found)
    assert all(rule_id.startswith(f"{suite}/") for suite, ids in found.items() for rule_id in ids)
    assert sorted(rule_id for ids in found.values() for rule_id in ids) == sorted(audited.verdicts)


def test_severities_are_listed_from_the_worst_and_hold_every_rule() -> None:
    audited = rich_run()
    found = _view("By severity", views_of(audited))
    order = list(Severity)
    assert [order.index(Severity(name)) for name in found] == sorted(order.index(Severity(name)) for name in found)
    assert sorted(rule_id for ids in found.values() for rule_id in ids) == sorted(audited.verdicts)


def test_numbers_are_sorted_as_numbers_and_failures_come_first() -> None:
    refs = ("v5.0.0-10.4.5", "v5.0.0-9.1.1", "RFC 9700 §4.14.2", "RFC 793", "CWE-613")
    rules = tuple(rule(f"suite/{name}", refs=refs, statements=("S1.10", "S1.9")) for name in ("good", "bad"))
    audited = run(result("suite/good", Verdict.PASSED), result("suite/bad", Verdict.FAILED), rules=rules)
    views = views_of(audited)
    both = ["suite/bad", "suite/good"]
    assert _view("By statement of the guides", views) == {"S1.9": both, "S1.10": both}
    assert list(_view("By chapter of ASVS 5.0", views)) == ["V9 Self-contained Tokens", "V10 OAuth and OIDC"]
    assert list(_view("By RFC", views)) == ["RFC 793", "RFC 9700"]


def test_a_run_without_rules_has_no_views() -> None:
    assert views_of(run()) == ()
