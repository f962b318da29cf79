"""The accounts: who can log in, what is theirs, and whether they still may."""

from sqlalchemy import select, update

from reference_server.moment import epoch_now
from reference_server.store import Account, OpenSession


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

    def write_password_hash(self, account_id: str, password_hash: str) -> None:
        """Replaces the hash of the account's password."""
        with self._open_session() as work, work.begin():
            work.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))

    def disable(self, username: str) -> bool:
        """Locks the account; returns whether there is one of this name."""
        return self._mark(username, disabled_at=int(epoch_now()))

    def enable(self, username: str) -> bool:
        """Unlocks the account; returns whether there is one of this name."""
        return self._mark(username, disabled_at=None)

    def _mark(self, username: str, *, disabled_at: int | None) -> bool:
        with self._open_session() as work, work.begin():
            account = work.scalars(select(Account).where(Account.username == username)).one_or_none()
            if account is None:
                return False
            account.disabled_at = disabled_at
            return True
