"""What rules judge by: declared, or the profile's; and every line of it is in the report with its source."""

import pytest

from fixtures.policy import policy_of
from fixtures.rule import BCP_2026, GUIDE_2019, GUIDE_2022, Profile
from fixtures.target.model import PolicySection


@pytest.mark.parametrize(("profile", "seconds"), [(GUIDE_2019, 900), (GUIDE_2022, 600), (BCP_2026, 900)])
def test_a_silent_target_is_judged_by_the_profile(profile: Profile, seconds: int) -> None:
    policy = policy_of(PolicySection(), profile)

    assert (policy.access_lifetime_max, policy.leeway, policy.rotation_grace) == (seconds, 60, 0)
    assert policy.refresh_lifetime is None
    assert policy.rows[0].source == f"profile {profile}"
    assert {row.source for row in policy.rows[1:]} == {"default"}


def test_a_declaration_wins_and_its_reason_is_told() -> None:
    declared = PolicySection(
        access_lifetime_max_seconds=3600, access_lifetime_reason="kiosk terminals", leeway_seconds=0,
        rotation_grace_seconds=10, refresh_lifetime_seconds=86_400, single_session=True,
    )  # fmt: skip

    policy = policy_of(declared, GUIDE_2019)
    rows = {row.name: (row.value, row.source) for row in policy.rows}

    assert (policy.access_lifetime_max, policy.leeway, policy.rotation_grace) == (3600, 0, 10)
    assert policy.refresh_lifetime == 86_400
    assert rows["access token lifetime"] == ("at most 3600 s", "target file: kiosk terminals")
    assert rows["leeway"] == ("0 s", "target file")
    assert rows["single session"] == ("yes", "target file")
    assert rows["logout ends all"] == ("no", "default")


def test_a_longer_life_without_a_reason_is_told_as_such() -> None:
    rows = policy_of(PolicySection(access_lifetime_max_seconds=7200), GUIDE_2019).rows

    assert rows[0].source == "target file: no reason given"


def test_every_declared_field_has_its_row() -> None:
    fields = [name for name in PolicySection.model_fields if not name.startswith("access_lifetime")]

    assert len(policy_of(PolicySection(), GUIDE_2019).rows) == len(fields) + 1
