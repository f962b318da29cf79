"""A session that is over when it rests, and goes on for ever otherwise."""

from pathlib import Path

import pytest

from fixtures import docket
from fixtures.audit import Order, opened
from fixtures.redact import Vault
from fixtures.trials.refresh.chain import rotation_must_come_to_an_end
from fixtures.verdict import Verdict, VerdictReached
from tests.browser.small_app import PASSWORD, SmallApp, page, serving


@pytest.mark.parametrize(
    ("policy", "verdict", "named"),
    [
        ("", Verdict.UNTESTED, "policy.refresh_lifetime_seconds"),
        ("refresh_lifetime_seconds = 3000\nsession_lifetime_max_seconds = 28800", Verdict.FAILED, ""),
    ],
)
def test_the_end_of_an_idle_session_is_not_taken_for_the_end_of_every_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, verdict: Verdict, named: str
) -> None:
    monkeypatch.setenv("SMALL_APP_PASSWORD", PASSWORD)
    with serving(SmallApp(page(), rest=3000)) as app:
        path = app.target_file(tmp_path)
        path.write_text(f"{path.read_text('utf-8')}[policy]\n{policy}\n", "utf-8")
        with opened(Order(target_file=path), Vault()) as audit, docket.opened(docket.Docket()):
            with pytest.raises(VerdictReached) as caught:
                rotation_must_come_to_an_end(audit.sessions, audit.clock, audit.policy)
            audit.clock.restore()
    assert caught.value.judgement.verdict is verdict
    assert named in (caught.value.judgement.next_step or "")
