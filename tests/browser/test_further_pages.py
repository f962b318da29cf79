"""What is asked of the pages behind the first one, when somebody without a session visits them."""

from typing import cast

import httpx
import pytest

from fixtures import docket
from fixtures.browser.instruments import Sighting
from fixtures.browser.journeys.beyond import Beyond, Further
from fixtures.browser.scene import Scene
from fixtures.browser.tokens import KnownTokens
from fixtures.browser.traffic import Traffic
from fixtures.browser.website import Site
from fixtures.deployment import Deployment
from fixtures.outcome import outcome_of
from fixtures.redact import Vault
from fixtures.target.model import Target
from fixtures.verdict import Verdict
from fixtures.wire import Wire

_PAGE = "https://app.example/settings"
_SHOWN = (Sighting("Ada Lovelace", _PAGE),)


def _traffic() -> Traffic:
    target = Target.model_validate(
        {
            "target": {"name": "an application", "url": "https://app.example"},
            "users": {"ada": {"username": "ada", "password": "secret"}},
            "login": {"url": "/login", "access_token": {"body": "/token"}},
            "identity": {"url": "/me", "user": {"body": "/name"}},
            "app": {"url": "/home"},
        }
    )
    with httpx.HTTPTransport() as transport:
        deployment = Deployment(target, Wire(target.target.url, target.limits, Vault(), transport), Vault())
        return Traffic(Site(deployment), KnownTokens())


def _judged(
    *, is_named: bool, is_known: bool = True, is_led: bool = False, status: int = 200, seen: tuple[Sighting, ...] = ()
) -> tuple[Verdict, str]:
    page = Further(
        url=_PAGE,
        reached=_PAGE,
        is_named=is_named,
        is_known=is_known,
        is_led_to_login=is_led,
        status=status,
        sightings=seen,
        pictures=(),
    )
    # No call was made, so that the scene, which tells whom an answer names, is not asked.
    beyond, filed = Beyond(scene=cast("Scene", None), traffic=_traffic(), pages=(page,)), docket.Docket()
    raised: Exception | None = None
    with docket.opened(filed):
        try:
            beyond.must_be_guarded()
        except Exception as error:  # noqa: BLE001  the outcome tells a verdict from a defect of ours
            raised = error
    outcome = outcome_of(filed, raised)
    return outcome.verdict, " ".join(judgement.sentence for judgement in filed.judgements)


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "linked"])
def test_who_is_led_to_the_login_is_content_with_that(*, is_named: bool) -> None:
    assert _judged(is_named=is_named, is_led=True)[0] is Verdict.PASSED


def test_a_named_page_must_not_show_itself() -> None:
    assert _judged(is_named=True)[0] is Verdict.FAILED
    assert _judged(is_named=True, status=403)[0] is Verdict.PASSED


def test_a_linked_page_may_be_for_everybody_and_is_told_of() -> None:
    verdict, said = _judged(is_named=False, seen=_SHOWN)

    assert verdict is Verdict.PASSED
    assert f"Shown to everybody: {_PAGE}" in said


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "linked"])
def test_a_page_that_is_guarded_shows_nothing_first(*, is_named: bool) -> None:
    assert _judged(is_named=is_named, is_led=True, seen=_SHOWN)[0] is Verdict.FAILED


def test_a_named_page_that_shows_itself_must_not_show_a_user_either() -> None:
    assert "Ada Lovelace" in _judged(is_named=True, seen=_SHOWN)[1]


def test_a_refusal_says_nothing_where_no_page_was_seen() -> None:
    """An address that is mistyped in app.pages is refused to everybody, and guards nothing."""
    verdict, _said = _judged(is_named=True, is_known=False, status=404)
    assert verdict is Verdict.INCONCLUSIVE
    assert _judged(is_named=True, is_known=False, is_led=True)[0] is Verdict.PASSED
