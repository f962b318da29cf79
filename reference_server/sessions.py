"""Refresh tokens and the families they live in: opened at login, rotated at refresh, revoked at logout.

The rules of the house (RFC 9700, section 4.14.2; S1.75, S1.85, S1.94): a refresh token works once; its use and the
issue of its successor are one transaction; a token that comes back after its use ends the whole family.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

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
            return self._issue(work, family)

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

    def _spend(self, work: Session, refresh_token: str) -> Grant | Reason:
        # The update comes first and decides alone: of two requests with one token, one finds no row left to change.
        spent_now = self._retire(work, refresh_token)
        known = work.get(RefreshToken, digest(refresh_token))
        if known is None:
            return Reason.UNKNOWN
        family = work.get_one(Family, known.family_id)
        if not spent_now:
            if self._policy.reuse_revokes_family:
                self._revoke_family_of(work, refresh_token)
            return Reason.SPENT
        if family.revoked_at is not None:
            return Reason.REVOKED
        if self._is_expired(known, family):
            return Reason.EXPIRED
        if not self._policy.rotate:
            life = max(0, known.expires_at - _now())
            return self._grant(family, refresh_token, life)
        return self._issue(work, family)

    def _retire(self, work: Session, refresh_token: str) -> bool:
        if not (self._policy.rotate and self._policy.retire_spent):
            return True
        outcome = work.execute(
            update(RefreshToken)
            .where(RefreshToken.digest == digest(refresh_token), RefreshToken.retired_at.is_(None))
            .values(retired_at=_now())
        )
        assert isinstance(outcome, CursorResult)
        return bool(outcome.rowcount == 1)

    def _is_expired(self, known: RefreshToken, family: Family) -> bool:
        return self._policy.refresh_expiry_enforced and _now() >= min(known.expires_at, family.expires_at)

    def _issue(self, work: Session, family: Family) -> Grant:
        refresh_token = secrets.token_urlsafe(self._policy.refresh_bytes)
        now = _now()
        expires_at = min(now + int(self._policy.refresh_life.total_seconds()), family.expires_at)
        work.flush()  # the family's row must exist before a row that refers to it
        work.add(RefreshToken(digest=digest(refresh_token), family_id=family.id, expires_at=expires_at))
        return self._grant(family, refresh_token, expires_at - now)

    def _grant(self, family: Family, refresh_token: str, life: int) -> Grant:
        return Grant(
            account_id=family.account_id,
            session_id=family.id,
            refresh_token=refresh_token,
            life=life,
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

    def _revoke_all(self, work: Session, account_id: str) -> None:
        work.execute(
            update(Family)
            .where(Family.account_id == account_id, Family.revoked_at.is_(None))
            .values(revoked_at=_now())
            .execution_options(synchronize_session=False)
        )


class Accounts:
    """The people who can log in."""

    def __init__(self, open_session: OpenSession) -> None:
        self._open_session = open_session

    def by_id(self, account_id: str) -> Account | None:
        """The account with this id; the row is detached, so it may be read anywhere but not written."""
        with self._open_session() as work:
            return work.get(Account, account_id)

    def by_username(self, username: str) -> Account | None:
        """The account with exactly this user name."""
        with self._open_session() as work:
            return work.scalars(select(Account).where(Account.username == username)).one_or_none()

    def write_note(self, account_id: str, note: str) -> None:
        """Replaces the account's private note."""
        with self._open_session() as work, work.begin():
            work.execute(update(Account).where(Account.id == account_id).values(note=note))


def _now() -> int:
    return int(epoch_now())
