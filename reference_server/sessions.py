"""Refresh tokens and the families they live in: opened at login, rotated at refresh, revoked at logout.

The rules of the house (RFC 9700, section 4.14.2; S1.75, S1.85, S1.94): a refresh token works once; its use and the
issue of its successor are one transaction; a token that comes back after its use ends the whole family.

There is one grace. Two tabs refresh at once, a page is rendered while its application refreshes, an answer gets lost:
for a few seconds a spent token leads to the newest one of its session. It is never another one, so that at any moment
exactly one token of a session is unspent, and a thief gains no session of his own.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from reference_server.moment import epoch_now
from reference_server.policy import Policy
from reference_server.store import Account, Family, OpenSession, RefreshToken


class Reason(StrEnum):
    """Why a refresh token is refused. For the server itself; the caller is never told."""

    UNKNOWN = "unknown"
    SPENT = "spent"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DISABLED = "disabled"


class SessionRefused(Exception):  # noqa: N818 - a refusal is an ordinary outcome, not an error of the program
    """The refresh token is no good."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A refresh token on its way to its owner. The clear text exists only here and in the cookie."""

    account_id: str
    session_id: str
    """The id of the family that it belongs to."""
    refresh_token: str
    life: int
    """Seconds for which the server honours it, from now on."""
    context: str | None = None
    """What access tokens of this session say of the fingerprint of its browser."""
    fingerprint: str | None = field(default=None, repr=False)
    """The fingerprint itself, at the login that made it and never again."""
    page_pass: str | None = field(default=None, repr=False)
    """What opens the session's rendered pages, likewise."""


_LONGEST_CHAIN: Final = 5
"""So many tokens may follow one another within the grace; no honest page refreshes more often."""


def digest(refresh_token: str) -> str:
    """The name under which the store knows a refresh token: SHA-256 in hexadecimal."""
    return hashlib.sha256(refresh_token.encode("utf-8", "surrogateescape")).hexdigest()


class Sessions:
    """The life of the login sessions. Each method is one transaction."""

    def __init__(self, policy: Policy, open_session: OpenSession) -> None:
        self._policy = policy
        self._open_session = open_session

    def open(
        self, account_id: str, *, replaced: str | None, context: str | None = None, page_pass: str | None = None
    ) -> Grant:
        """Starts a session for someone who has just proven who they are.

        :param replaced: the refresh token that the browser still sent. It is never adopted; its session ends.
        :param context: what tokens are to say of the fingerprint of the browser.
        :param page_pass: what is to open the session's rendered pages.
        """
        with self._open_session() as work, work.begin():
            if replaced is not None and self._policy.login_ends_replaced_session:
                self._revoke_family_of(work, replaced)
            if self._policy.one_session_per_account:
                self._revoke_all(work, account_id)
            family = Family(
                id=secrets.token_hex(16),
                account_id=account_id,
                expires_at=_now() + int(self._policy.session_life.total_seconds()),
                context=context,
                page_pass=None if page_pass is None else digest(page_pass),
            )
            work.add(family)
            return self._issue(work, family, self._first_token())

    def rotate(self, refresh_token: str) -> Grant:
        """Spends a refresh token for its successor.

        :raises SessionRefused: the token is unknown, spent, expired or revoked.
        """
        with self._open_session() as work, work.begin():
            outcome = self._spend(work, refresh_token)
        # Raised only here, because the revocation that a refusal may have caused must be committed.
        if isinstance(outcome, Reason):
            raise SessionRefused(outcome)
        return outcome

    def close(self, refresh_token: str) -> None:
        """Ends the session of this token, be the token current or spent; unknown tokens end nothing."""
        if self._policy.logout_revokes:
            with self._open_session() as work, work.begin():
                self._revoke_family_of(work, refresh_token)

    def context_of(self, refresh_token: str) -> str | None:
        """What the tokens of this refresh token's session say of its browser; ``None`` for an unknown token."""
        with self._open_session() as work:
            return work.scalars(
                select(Family.context)
                .join(RefreshToken, RefreshToken.family_id == Family.id)
                .where(RefreshToken.digest == digest(refresh_token))
            ).one_or_none()

    def close_context(self, context: str) -> None:
        """Ends the session of the browser with this context."""
        if self._policy.logout_revokes:
            with self._open_session() as work, work.begin():
                work.execute(
                    update(Family)
                    .where(Family.context == context, Family.revoked_at.is_(None))
                    .values(revoked_at=_now())
                    .execution_options(synchronize_session=False)
                )

    def reader(self, page_pass: str) -> str:
        """The account whose pages this pass opens.

        :raises SessionRefused: the pass is unknown, or its session has ended.
        """
        with self._open_session() as work:
            family = work.scalars(select(Family).where(Family.page_pass == digest(page_pass))).one_or_none()
        if family is None:
            raise SessionRefused(Reason.UNKNOWN)
        if family.revoked_at is not None:
            raise SessionRefused(Reason.REVOKED)
        if _now() >= family.expires_at:
            raise SessionRefused(Reason.EXPIRED)
        return family.account_id

    def close_all(self, account_id: str) -> None:
        """Ends every session of the account, on all devices."""
        if self._policy.logout_everywhere_revokes:
            with self._open_session() as work, work.begin():
                self._revoke_all(work, account_id)

    def is_open(self, session_id: str) -> bool:
        """Whether the login session with this id has neither been ended nor reached its end."""
        with self._open_session() as work:
            family = work.get(Family, session_id)
        return family is not None and family.revoked_at is None and _now() < family.expires_at

    def is_denied(self, session_id: str | None) -> bool:
        """Whether access tokens of this session are refused, because it is over or never was."""
        return self._policy.ended_sessions_denied and (session_id is None or not self.is_open(session_id))

    def close_others(self, account_id: str, *, but: str | None) -> None:
        """Ends every session of the account except the session with the id ``but``."""
        with self._open_session() as work, work.begin():
            self._revoke_all(work, account_id, but=but)

    def _spend(self, work: Session, refresh_token: str) -> Grant | Reason:
        seed = secrets.token_hex(32)
        # The update comes first and decides alone: of two requests with one token, one finds no row left to change.
        spent_now = self._retire(work, refresh_token, seed=seed)
        known = work.get(RefreshToken, digest(refresh_token))
        if known is None:
            return Reason.UNKNOWN
        family = work.get_one(Family, known.family_id)
        if family.revoked_at is not None:
            return Reason.REVOKED
        if self._policy.disabled_accounts_refused and work.get_one(Account, family.account_id).disabled_at is not None:
            return Reason.DISABLED
        if not spent_now:
            return self._replayed(work, family, refresh_token)
        if self._is_expired(known, family):
            return Reason.EXPIRED
        if not self._policy.rotate:
            return self._grant(known, family, refresh_token)
        self._forget_old_seeds(work, family)
        return self._issue(work, family, self._successor_of(refresh_token, seed))

    def _retire(self, work: Session, refresh_token: str, *, seed: str) -> bool:
        if not (self._policy.rotate and self._policy.retire_spent):
            return True
        outcome = work.execute(
            update(RefreshToken)
            .where(RefreshToken.digest == digest(refresh_token), RefreshToken.retired_at.is_(None))
            .values(retired_at=_now(), successor_seed=seed)
        )
        assert isinstance(outcome, CursorResult)
        return bool(outcome.rowcount == 1)

    def _replayed(self, work: Session, family: Family, refresh_token: str) -> Grant | Reason:
        """What becomes of a spent token that comes back: the newest one within the grace, and after it the end."""
        newest = self._newest_after(work, refresh_token)
        known = work.get(RefreshToken, digest(newest)) if newest is not None else None
        if newest is not None and known is not None:
            return Reason.EXPIRED if self._is_expired(known, family) else self._grant(known, family, newest)
        if self._policy.reuse_revokes_family:
            self._revoke_family_of(work, refresh_token)
        return Reason.SPENT

    def _newest_after(self, work: Session, spent: str) -> str | None:
        """The unspent token that followed ``spent``, where everything in between was retired within the grace."""
        token = spent
        for _ in range(_LONGEST_CHAIN):
            row = work.get(RefreshToken, digest(token))
            if row is None or row.retired_at is None:
                return token if row is not None else None
            if row.successor_seed is None or row.retired_at <= self._grace_began():
                return None
            token = self._successor_of(token, row.successor_seed)
        return None

    def _first_token(self) -> str:
        return secrets.token_urlsafe(self._policy.refresh_bytes)

    def _successor_of(self, spent: str, seed: str) -> str:
        """The token that follows ``spent``, as random as the seed.

        It can be made again while the seed is kept, but only with the spent token in hand: the store alone does not do.
        """
        mac = hmac.digest(spent.encode("utf-8", "surrogateescape"), bytes.fromhex(seed), "sha512")
        return base64.urlsafe_b64encode(mac[: self._policy.refresh_bytes]).rstrip(b"=").decode("ascii")

    def _forget_old_seeds(self, work: Session, family: Family) -> None:
        # Kept for longer, a stolen store and an old token would together make the newest one.
        work.execute(
            update(RefreshToken)
            .where(RefreshToken.family_id == family.id, RefreshToken.retired_at <= self._grace_began())
            .values(successor_seed=None)
            .execution_options(synchronize_session=False)
        )

    def _grace_began(self) -> int:
        return _now() - int(self._policy.rotation_grace.total_seconds())

    def _is_expired(self, known: RefreshToken, family: Family) -> bool:
        return self._policy.refresh_expiry_enforced and _now() >= min(known.expires_at, family.expires_at)

    def _issue(self, work: Session, family: Family, refresh_token: str) -> Grant:
        expires_at = min(_now() + int(self._policy.refresh_life.total_seconds()), family.expires_at)
        work.flush()  # the family's row must exist before a row that refers to it
        row = RefreshToken(digest=digest(refresh_token), family_id=family.id, expires_at=expires_at)
        work.add(row)
        return self._grant(row, family, refresh_token)

    def _grant(self, row: RefreshToken, family: Family, refresh_token: str) -> Grant:
        return Grant(
            account_id=family.account_id,
            session_id=family.id,
            refresh_token=refresh_token,
            life=max(0, row.expires_at - _now()),
            context=family.context,
        )

    def _revoke_family_of(self, work: Session, refresh_token: str) -> None:
        family_id = select(RefreshToken.family_id).where(RefreshToken.digest == digest(refresh_token)).scalar_subquery()
        work.execute(
            update(Family)
            .where(Family.id == family_id, Family.revoked_at.is_(None))
            .values(revoked_at=_now())
            .execution_options(synchronize_session=False)
        )

    def _revoke_all(self, work: Session, account_id: str, *, but: str | None = None) -> None:
        work.execute(
            update(Family)
            .where(Family.account_id == account_id, Family.revoked_at.is_(None), Family.id != (but or ""))
            .values(revoked_at=_now())
            .execution_options(synchronize_session=False)
        )


def _now() -> int:
    return int(epoch_now())
