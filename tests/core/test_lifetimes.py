"""How long an access token lives: by its claims, else by the field beside it, in the declared unit."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from fixtures.audit import Audit
from fixtures.docket import Docket, opened
from fixtures.expiry_field import expires_at, seconds_left
from fixtures.journey import Journey, record
from fixtures.rule import Profile
from fixtures.target.model import ExpiryUnit, Login
from fixtures.trials.token.lifetimes import access_token_must_be_short_lived, known_refresh_lifetime
from fixtures.verdict import Verdict, VerdictReached
from tests.core.application import Application, running
from tests.core.building import NOON, audit_of, reply, target
from tests.core.judging import outcome

UNITS = {
    ExpiryUnit.EPOCH_SECONDS: str(int(NOON) + 900),
    ExpiryUnit.EPOCH_MILLISECONDS: str((int(NOON) + 900) * 1000),
    ExpiryUnit.SECONDS_FROM_NOW: "900",
    ExpiryUnit.MINUTES_FROM_NOW: "15",
    ExpiryUnit.MILLISECONDS_FROM_NOW: "900000",
    ExpiryUnit.ISO_8601: "2026-01-01T12:15:00Z",
}


def login_with(unit: ExpiryUnit) -> Login:
    return target().login.model_copy(update={"expiry_unit": unit})


@pytest.mark.parametrize("unit", ExpiryUnit)
def test_every_unit_states_the_same_quarter_of_an_hour(unit: ExpiryUnit) -> None:
    assert expires_at(login_with(unit), UNITS[unit], reply(date=NOON)) == NOON + 900
    assert seconds_left(login_with(unit), UNITS[unit], reply(date=NOON)) == 900


@pytest.mark.parametrize("text", ["2026-01-01T12:15:00", "2026-01-01T13:15:00+01:00", "2026-01-01 12:15:00.000Z"])
def test_a_moment_in_iso_8601_is_utc_unless_it_says_otherwise(text: str) -> None:
    assert seconds_left(login_with(ExpiryUnit.ISO_8601), text, reply(date=NOON)) == 900


@pytest.mark.parametrize("unit", ExpiryUnit)
@pytest.mark.parametrize("text", [None, "", "soon", "15 minutes", "\x00", "0x384", "9" * 5000])
def test_an_expiry_that_cannot_be_read_is_none_or_never(unit: ExpiryUnit, text: str | None) -> None:
    left = seconds_left(login_with(unit), text, reply())

    assert left is None or left == float("inf")


def test_relative_units_count_from_the_arrival_where_there_is_no_date() -> None:
    answer = reply(date=None)

    assert expires_at(login_with(ExpiryUnit.SECONDS_FROM_NOW), "900", answer) == answer.exchange.started + 900


def verdict_of(application: Application, **login: Any) -> Verdict:
    assert application.server is not None
    tables = {
        "url": "/login", "json": {"username": "{username}", "password": "{password}"},
        "access_token": {"body": "/token"}, "refresh_token": {"cookie": "refresh"}, **login,
    }  # fmt: skip
    with audit_of(target(application.server.url, login=tables)) as audit:
        visit = record_of(audit)
        return outcome(lambda: access_token_must_be_short_lived(visit)).verdict


def record_of(audit: Audit) -> Journey:
    """Record the visit as the journey fixture does, inside a docket."""
    with opened(Docket()):
        return record(audit)


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ({"iat": 0, "exp": 900}, Verdict.PASSED),
        ({"iat": 0, "exp": 60}, Verdict.PASSED),
        ({"iat": 0, "exp": 901}, Verdict.FAILED),
        ({"iat": 0, "exp": 86_400}, Verdict.FAILED),
        ({"exp": 930}, Verdict.PASSED),
        ({"exp": 1100}, Verdict.FAILED),
        ({"iat": 0}, Verdict.FAILED),
        ({"iat": 0, "exp": 0}, Verdict.INCONCLUSIVE),
        ({"iat": 900, "exp": 0}, Verdict.INCONCLUSIVE),
    ],
    ids=str,
)
def test_the_life_of_a_jwt_is_judged_by_its_claims(claims: dict[str, int], verdict: Verdict) -> None:
    now = int(time.time())

    def mint(user: str, number: int) -> str:
        times = {name: now + seconds for name, seconds in claims.items()}
        return jwt.encode({"sub": user, "jti": str(number), **times}, "k" * 32, algorithm="HS256")

    with running() as application:
        application.mint = mint
        assert verdict_of(application) is verdict


@pytest.mark.parametrize("exp", [True, 4e12])
def test_a_jwt_whose_expiry_is_no_time_never_expires(exp: object) -> None:
    def mint(user: str, number: int) -> str:
        claims = {"sub": user, "jti": str(number), "iat": int(time.time()), "exp": exp}
        return jwt.api_jws.encode(str(claims).replace("'", '"').replace("True", "true").encode(), "k" * 32, "HS256")

    with running() as application:
        application.mint = mint
        assert verdict_of(application) is Verdict.FAILED


@pytest.mark.parametrize(
    ("expiry", "unit", "verdict"),
    [
        (900, "seconds-from-now", Verdict.PASSED),
        ("900", "seconds-from-now", Verdict.PASSED),
        (15, "minutes-from-now", Verdict.PASSED),
        (901, "seconds-from-now", Verdict.FAILED),
        (86_400, "seconds-from-now", Verdict.FAILED),
        (900, "epoch-seconds", Verdict.INCONCLUSIVE),
        (86_400, "epoch-seconds", Verdict.INCONCLUSIVE),
        (86_400_000, "epoch-milliseconds", Verdict.INCONCLUSIVE),
        (4_000_000_000, "epoch-milliseconds", Verdict.INCONCLUSIVE),
        (4_000_000_000_000, "epoch-seconds", Verdict.FAILED),
        (-1, "seconds-from-now", Verdict.INCONCLUSIVE),
        ("NaN", "seconds-from-now", Verdict.INCONCLUSIVE),
        ("-Infinity", "seconds-from-now", Verdict.INCONCLUSIVE),
        ("Infinity", "seconds-from-now", Verdict.FAILED),
        ("soon", "seconds-from-now", Verdict.INCONCLUSIVE),
        (None, "seconds-from-now", Verdict.INCONCLUSIVE),
    ],
)
def test_the_life_of_an_opaque_token_is_judged_by_the_field_and_an_expiry_in_the_past_is_no_short_life(
    expiry: object, unit: str, verdict: Verdict
) -> None:
    with running() as application:
        application.fields = {"expires": expiry}
        assert verdict_of(application, expiry={"body": "/expires"}, expiry_unit=unit) is verdict


def test_a_moment_in_the_answer_is_read_by_the_targets_own_clock() -> None:
    ahead = datetime.now(UTC) + timedelta(days=30, seconds=600)
    date = (ahead - timedelta(seconds=600)).strftime("%a, %d %b %Y %H:%M:%S GMT")

    left = seconds_left(
        login_with(ExpiryUnit.ISO_8601), ahead.isoformat(timespec="seconds"),
        reply(date=datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).timestamp()),
    )  # fmt: skip

    assert left == 600


def test_a_refresh_token_of_unknown_life_has_the_hour_of_the_2022_guide_and_no_other_profile_gives_a_number() -> None:
    assert known_refresh_lifetime(None, None, Profile.GUIDE_2022)[0] == 3600
    assert known_refresh_lifetime(None, 43_200, Profile.GUIDE_2022)[0] == 43_200
    assert known_refresh_lifetime(1800, 43_200, Profile.GUIDE_2022)[0] == 1800
    for profile in (Profile.GUIDE_2019, Profile.BCP_2026):
        with pytest.raises(VerdictReached):
            known_refresh_lifetime(None, None, profile)
