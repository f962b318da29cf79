"""A fault breaks the rules that it names, and no other; the honest server breaks none."""

from pathlib import Path

import pytest

from fixtures.rule import Profile
from fixtures.verdict import Verdict
from reference_server.faults.registry import Fault
from tests.proof.examination import BROWSER_RULES, RULES, broken_in, examined

NEEDS_A_FINGERPRINT = frozenset(rule for rule in RULES if rule.startswith("fingerprint/"))
"""Rules about a design that the server has in guide-2022 alone."""
ABOUT_PUBLIC_KEYS = frozenset({"token/key-confusion", "token/psychic-signature", "token/nested-confusion"})
"""Rules about tokens that are signed with a private key."""
ABOUT_TWO_ORIGINS = frozenset({"cors/app-origin-works"})
"""Rules about pages that reach their API across origins."""
ABOUT_SECRETS = frozenset({"token/published-secret"})
"""Rules about tokens that are signed with a shared secret."""

ABOUT_BINDINGS = frozenset({"session/sender-constraint-sound"})
"""Rules about tokens that name a key of their sender, which the server's never do."""


@pytest.mark.parametrize(
    ("profile", "algorithm", "inapplicable"),
    [
        (Profile.GUIDE_2019, "HS256", ABOUT_PUBLIC_KEYS | ABOUT_TWO_ORIGINS),
        (Profile.GUIDE_2022, "HS256", ABOUT_PUBLIC_KEYS | ABOUT_TWO_ORIGINS),
        (Profile.BCP_2026, "ES256", ABOUT_SECRETS | ABOUT_BINDINGS | NEEDS_A_FINGERPRINT),
        (Profile.BCP_2026, "RS256", ABOUT_SECRETS | ABOUT_BINDINGS | NEEDS_A_FINGERPRINT),
    ],
)
def test_the_honest_server_passes_every_rule(
    tmp_path: Path, profile: Profile, algorithm: str, inapplicable: frozenset[str]
) -> None:
    verdicts = examined(tmp_path, None, browser=True, profile=profile, algorithm=algorithm)

    others = {rule: verdict for rule, verdict in verdicts.items() if verdict is not Verdict.PASSED}
    assert others == dict.fromkeys(inapplicable & set(verdicts), Verdict.INAPPLICABLE)
    assert set(verdicts) == {rule.id for rule in RULES.values() if rule.level_in(profile) is not None}


def test_the_honest_server_passes_every_rule_with_pages_at_an_origin_of_their_own(tmp_path: Path) -> None:
    verdicts = examined(tmp_path, None, browser=True, split_origin=True)

    others = {rule: verdict for rule, verdict in verdicts.items() if verdict is not Verdict.PASSED}
    assert others == dict.fromkeys(ABOUT_PUBLIC_KEYS & set(verdicts), Verdict.INAPPLICABLE)


def test_a_fault_breaks_the_rules_it_names_and_no_other(
    fault: Fault, profile: Profile, tmp_path: Path, *, everything: bool
) -> None:
    named = broken_in(fault, profile)
    needs_browser = bool(named & BROWSER_RULES)
    # The rules that it must not break are looked at in the whole proof: they are a hundred, and this is a part of it.
    rules = [] if everything else sorted(named)

    verdicts = examined(tmp_path, fault, rules, browser=needs_browser or everything, profile=profile)

    found = {rule for rule, verdict in verdicts.items() if verdict is Verdict.FAILED}
    undecided = {rule: verdict for rule, verdict in verdicts.items() if verdict not in (Verdict.PASSED, Verdict.FAILED)}
    shown = {rule: str(verdict) for rule, verdict in undecided.items() if not _is_left_out(rule, verdict)}
    print(f"{fault.name}: undecided elsewhere: {shown or 'nothing'}")  # noqa: T201  for the reader of the proof
    assert found == named
    assert Verdict.ERROR not in verdicts.values()


def _is_left_out(rule: str, verdict: Verdict) -> bool:
    return verdict is Verdict.UNTESTED and rule in BROWSER_RULES
