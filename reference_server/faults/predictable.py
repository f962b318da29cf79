"""Faults that let somebody guess what nobody should know, or keep for long what should be gone soon."""

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from functools import cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from reference_server.blueprint import Blueprint, Parts
from reference_server.endpoints.authentication import Authentication
from reference_server.faults.registry import fault
from reference_server.fingerprints import Fingerprints
from reference_server.moment import epoch_now
from reference_server.policy import Policy, Profile
from reference_server.services import Services
from reference_server.sessions import Grant, Sessions
from reference_server.tokens import AccessTokens


@fault(breaks="refresh/entropy", profiles=(Profile.GUIDE_2022,))
def makes_fingerprints_of_three_bytes(honest: Policy) -> Policy:
    """A fingerprint only has to tell browsers apart, and the cookie header was getting long."""
    assert honest.fingerprint is not None
    return replace(honest, fingerprint=replace(honest.fingerprint, random_bytes=3))


class _NumbersItsBrowsers(Fingerprints):
    def fresh(self, _request: Request) -> str | None:
        return None if self._design is None else f"browser-of-the-reference-server-{secrets.token_hex(2)}"


@fault(breaks="refresh/entropy", profiles=(Profile.GUIDE_2022,))
def makes_long_fingerprints_with_little_chance(honest: Parts) -> Parts:
    """A fingerprint has to be long, said the guide, so a sentence was put before the random part."""
    return replace(honest, fingerprints=_NumbersItsBrowsers)


class _Moments:
    """The hash of each millisecond, once: two of one millisecond would be alike."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._lock = Lock()

    def hashed(self) -> str:
        with self._lock:
            moment = int(epoch_now() * 1000)
            while moment in self._taken:
                moment += 1
            self._taken.add(moment)
        return hashlib.sha256(str(moment).encode()).hexdigest()


_MOMENTS = _Moments()


class _TokensOfTheMoment(Sessions):
    def _first_token(self) -> str:
        return _MOMENTS.hashed()

    @cache  # noqa: B019  as long as the server runs, a spent token leads to the same next one
    def _successor_of(self, _spent: str, _seed: str) -> str:
        return _MOMENTS.hashed()


@fault(breaks="refresh/entropy")
def hashes_the_time_for_a_refresh_token(honest: Parts) -> Parts:
    """A token is the SHA-256 of the time in milliseconds: sixty-four digits, and no two of them were ever alike."""
    return replace(honest, sessions=_TokensOfTheMoment)


class _FingerprintsOfTheMoment(Fingerprints):
    def fresh(self, _request: Request) -> str | None:
        return None if self._design is None else _MOMENTS.hashed()


@fault(breaks="refresh/entropy", profiles=(Profile.GUIDE_2022,))
def hashes_the_time_for_a_fingerprint(honest: Parts) -> Parts:
    """A browser is known by the hash of the millisecond in which it came, which looks like chance to everybody."""
    return replace(honest, fingerprints=_FingerprintsOfTheMoment)


class _ShortAtLogin(Authentication):
    def __init__(self, services: Services) -> None:
        super().__init__(services)
        short = replace(services.policy, access_life=timedelta(minutes=10))
        tokens = AccessTokens(short, issuer=services.tokens._issuer, keys=services.tokens._keys)
        self._at_login = Authentication(replace(services, tokens=tokens))

    def logged_in(self, grant: Grant) -> Response:
        return self._at_login.logged_in(grant)


@fault(breaks="token/short-lifetime", profiles=(Profile.GUIDE_2022,))
def renews_tokens_for_eight_hours(honest: Blueprint) -> Blueprint:
    """The life of a token was shortened in the login; the refresh has its own line, from before."""
    lasting = honest.with_policy(replace(honest.policy, access_life=timedelta(hours=8)))
    return lasting.with_parts(replace(lasting.parts, authentication=_ShortAtLogin))
