"""Faults that show when several refreshes come at once."""

import secrets
from dataclasses import replace
from datetime import timedelta
from threading import Event

from sqlalchemy.orm import Session

from reference_server.blueprint import Parts
from reference_server.faults.registry import fault
from reference_server.moment import epoch_now
from reference_server.policy import Policy, Profile
from reference_server.sessions import Grant, Reason, SessionRefused, Sessions, digest
from reference_server.store import Account, Family, RefreshToken


@fault(breaks=("refresh/concurrent-keeps-session", "ssr/parallel-renders-safe"))
def takes_the_second_tab_for_a_thief(honest: Policy) -> Policy:
    """A token works once, and who sends it twice is out: that is what the standard says, and two tabs are no excuse."""
    return replace(honest, rotation_grace=timedelta(0))


class _SpentMeansSpent(Sessions):
    def _replayed(self, work: Session, family: Family, refresh_token: str) -> Grant | Reason:
        if self._newest_after(work, refresh_token) is not None:
            return Reason.SPENT
        return super()._replayed(work, family, refresh_token)


@fault(breaks=("refresh/concurrent-keeps-session", "ssr/parallel-renders-safe"))
def takes_the_cookie_away_from_the_slower_tab(honest: Parts) -> Parts:
    """The slower tab is refused, as it must be, and like every refusal this one clears the cookie."""
    return replace(honest, sessions=_SpentMeansSpent)


class _SpentTokenAgain(Sessions):
    def _replayed(self, work: Session, family: Family, refresh_token: str) -> Grant | Reason:
        outcome = super()._replayed(work, family, refresh_token)
        return replace(outcome, refresh_token=refresh_token) if isinstance(outcome, Grant) else outcome


@fault(breaks="refresh/concurrent-keeps-session")
def hands_the_spent_token_back(honest: Parts) -> Parts:
    """Within the grace a spent token is as good as new, and the answer sets the cookie to the token that came."""
    return replace(honest, sessions=_SpentTokenAgain)


class _ManyHeirs(Sessions):
    def _replayed(self, work: Session, family: Family, refresh_token: str) -> Grant | Reason:
        outcome = super()._replayed(work, family, refresh_token)
        return self._issue(work, family, self._first_token()) if isinstance(outcome, Grant) else outcome


@fault(breaks="refresh/concurrent-atomic", profiles=(Profile.BCP_2026,))
def makes_a_new_successor_for_every_tab(honest: Parts) -> Parts:
    """Within the grace the old token simply works again, and each use of it is answered with a token of its own."""
    return replace(honest, sessions=_ManyHeirs)


class _LooksFirst(Sessions):
    def rotate(self, refresh_token: str) -> Grant:
        with self._open_session() as work:
            row = work.get(RefreshToken, digest(refresh_token))
            family = work.get(Family, row.family_id) if row is not None else None
            account = work.get(Account, family.account_id) if family is not None else None
        is_unspent = row is not None and row.retired_at is None
        is_open = family is not None and family.revoked_at is None
        if not (is_unspent and is_open and account is not None and account.disabled_at is None):
            return super().rotate(refresh_token)
        # The risk service takes its time; the row is not looked at again afterwards.
        Event().wait(0.02)
        with self._open_session() as work, work.begin():
            spent, owner = work.get(RefreshToken, digest(refresh_token)), work.get(Family, row.family_id if row else "")
            if spent is None or owner is None:
                raise SessionRefused(Reason.UNKNOWN)
            if self._is_expired(spent, owner):
                raise SessionRefused(Reason.EXPIRED)
            spent.retired_at, spent.successor_seed = int(epoch_now()), secrets.token_hex(32)
            return self._issue(work, owner, self._successor_of(refresh_token, spent.successor_seed))


@fault(breaks="refresh/concurrent-atomic", profiles=(Profile.BCP_2026,))
def looks_at_the_token_before_it_spends_it(honest: Parts) -> Parts:
    """The token is read, the risk service is asked about the device, and then the token is marked as spent."""
    return replace(honest, sessions=_LooksFirst)
