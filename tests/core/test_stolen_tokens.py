"""The rules about fingerprints hold for deployments of any design, and see through each mistake."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fixtures.audit import Audit
from fixtures.docket import Docket, opened
from fixtures.journey import record
from fixtures.outcome import Outcome
from fixtures.rule import Profile
from fixtures.trials.fingerprint.fingerprint import Fingerprint, require_design
from fixtures.trials.fingerprint.fixation import planted_fingerprints_must_not_be_adopted
from fixtures.trials.fingerprint.stolen_tokens import StolenTokens
from fixtures.verdict import Verdict
from tests.core.bound_application import BoundApplication, serving_bound, sha256
from tests.core.building import audit_of
from tests.core.judging import outcome

Judge = Callable[[Audit], None]


def at_api(audit: Audit) -> None:
    StolenTokens(audit).must_be_useless_at_the_api()


def at_refresh(audit: Audit) -> None:
    StolenTokens(audit).must_be_useless_at_refresh()


def own_hash(audit: Audit) -> None:
    StolenTokens(audit).must_not_bring_their_own_hash()


def after_refreshes(audit: Audit) -> None:
    StolenTokens(audit).must_stay_useless_after_refreshes()


def fixation(audit: Audit) -> None:
    planted_fingerprints_must_not_be_adopted(StolenTokens(audit))


def hash_claim(audit: Audit) -> None:
    Fingerprint(audit, record(audit)).must_be_told_by_its_hash()


def at_login(audit: Audit) -> None:
    Fingerprint(audit, record(audit)).must_be_set_at_login()


BEHAVIOUR = (at_api, at_refresh, own_hash, after_refreshes, fixation)


def judged(application: BoundApplication, judge: Judge, **tables: Any) -> Outcome:
    with serving_bound(application), audit_of(application.described(**tables)) as audit:
        return outcome(lambda: judge(replace(audit, profile=Profile.GUIDE_2022)))


def base64url(value: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()).rstrip(b"=").decode()


def salted(value: str) -> str:
    return hashlib.sha256(f"pepper{value}".encode()).hexdigest()


HASURA = BoundApplication(
    cookie="__Secure-Fgp",
    hashed=base64url,
    claims=lambda said: {"https://hasura.io/jwt/claims": {"X-User-Fingerprint": said}},
)


@pytest.mark.parametrize("judge", [*BEHAVIOUR, hash_claim], ids=lambda judge: judge.__name__)
@pytest.mark.parametrize("application", [BoundApplication(), HASURA], ids=["plain", "nested, base64url"])
def test_sound_designs_pass_without_being_described(application: BoundApplication, judge: Judge) -> None:
    assert judged(replace(application, sessions={}), judge).verdict is Verdict.PASSED


@pytest.mark.parametrize("judge", [*BEHAVIOUR, hash_claim], ids=lambda judge: judge.__name__)
def test_a_salted_hash_is_judged_by_what_the_target_does_once_it_is_declared(judge: Judge) -> None:
    declared = {"cookie": "__Host-fgp", "claim": "/fgp", "hash": "other"}

    assert judged(BoundApplication(hashed=salted), judge, fingerprint=declared).verdict is Verdict.PASSED


@pytest.mark.parametrize("judge", [hash_claim, at_login], ids=lambda judge: judge.__name__)
def test_a_salted_hash_that_nobody_declared_leaves_the_question_open(judge: Judge) -> None:
    found = judged(BoundApplication(hashed=salted), judge)

    assert found.verdict is Verdict.INCONCLUSIVE
    assert "fingerprint.cookie" in found.deciding.sentence


@pytest.mark.parametrize(
    ("application", "judge"),
    [
        (BoundApplication(asks_at=("/refresh",)), at_api),
        (BoundApplication(asks_at=("/me",)), at_refresh),
        (BoundApplication(asks_at=("/me",)), after_refreshes),
        (BoundApplication(believes="fingerprintHash"), own_hash),
        (BoundApplication(believes="hashOfThisBrowser"), own_hash),
        (BoundApplication(forgets=True), after_refreshes),
        (BoundApplication(adopts=True), fixation),
        (BoundApplication(hashed=lambda value: value), hash_claim),
    ],
    ids=["API", "refresh", "after a refresh", "usual field", "declared field", "claim lost", "adopted", "raw"],
)
def test_each_mistake_is_seen(application: BoundApplication, judge: Judge) -> None:
    found = judged(application, judge, fingerprint={"parameters": ["hashOfThisBrowser"]})

    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize("judge", [at_api, at_refresh], ids=lambda judge: judge.__name__)
@pytest.mark.parametrize(
    "takes",
    [
        lambda presented, issued: issued.startswith(presented),
        lambda presented, issued: presented.startswith(issued),
        lambda presented, issued: presented[:16] == issued[:16],
        lambda presented, issued: presented in (issued, sha256(issued)),
        lambda presented, issued: presented.lower() == issued.lower(),
        lambda presented, issued: len(presented) == len(issued),
    ],
    ids=["beginning", "more behind it", "first half", "hash itself", "letter case", "length"],
)
def test_each_careless_comparison_is_seen(takes: Callable[[str, str], bool], judge: Judge) -> None:
    assert judged(BoundApplication(takes=takes), judge).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("hashed", "said"),
    [
        (lambda value: hashlib.md5(value.encode(), usedforsecurity=False).hexdigest(), "no SHA-256 hash"),
        (lambda value: sha256(value)[:12], "no SHA-256 hash"),
    ],
    ids=["MD5", "a part"],
)
def test_a_weaker_hash_is_recognised_and_fails(hashed: Callable[[str], str], said: str) -> None:
    found = judged(BoundApplication(hashed=hashed), hash_claim)

    assert found.verdict is Verdict.FAILED
    assert said in found.deciding.sentence


def test_a_token_without_room_for_a_hash_fails() -> None:
    found = judged(BoundApplication(asks_at=(), claims=lambda _said: {}), hash_claim)

    assert found.verdict is Verdict.FAILED
    assert "nothing that could be the hash" in found.deciding.sentence


@pytest.mark.parametrize("judge", [at_api, at_refresh], ids=lambda judge: judge.__name__)
def test_a_salted_hash_that_nobody_declared_is_found_by_what_the_api_needs(judge: Judge) -> None:
    application = BoundApplication(hashed=salted, takes=lambda presented, issued: presented[:16] == issued[:16])
    with serving_bound(application), audit_of(application.described(), expects_binding=True) as audit:
        binding = audit.deployment.binding
        found = outcome(lambda: judge(replace(audit, profile=Profile.GUIDE_2022)))

    assert binding is not None
    assert (binding.cookie, binding.is_declared) == ("__Host-fgp", False)
    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize("judge", [at_api, at_refresh, after_refreshes], ids=lambda judge: judge.__name__)
def test_without_a_fingerprint_a_stolen_token_is_taken(judge: Judge) -> None:
    untied = BoundApplication(asks_at=(), claims=lambda _said: {})

    assert judged(untied, judge).verdict is Verdict.FAILED


def test_outside_of_its_guide_the_design_must_be_there_to_be_judged() -> None:
    untied = BoundApplication(asks_at=(), claims=lambda _said: {})

    with serving_bound(untied), audit_of(untied.described()) as audit, opened(Docket()):
        assert outcome(lambda: require_design(audit)).verdict is Verdict.INAPPLICABLE
