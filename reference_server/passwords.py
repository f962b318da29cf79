"""Passwords: hashed with argon2id, and equally slow for names that do not exist."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from reference_server.accounts import Accounts
from reference_server.policy import Policy
from reference_server.store import Account


def hasher(policy: Policy) -> PasswordHasher:
    """The argon2id hasher with the policy's costs (RFC 9106)."""
    return PasswordHasher(
        time_cost=policy.password_passes,
        memory_cost=policy.password_memory_kib,
        parallelism=policy.password_lanes,
    )


class Passwords:
    """Decides whether a user name and a password belong together."""

    def __init__(self, policy: Policy, accounts: Accounts) -> None:
        self._policy = policy
        self._accounts = accounts
        self._hasher = hasher(policy)
        self._hash_of_nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def account_for(self, username: str, password: str) -> Account | None:
        """The account, or ``None`` for an unknown name and for a wrong password alike, after equal work."""
        account = self._accounts.by_username(username)
        if account is None:
            if self._policy.unknown_user_costs_a_hash:
                self._matches(self._hash_of_nobody, password)
            return None
        is_right = self._matches(account.password_hash, password)
        return account if is_right and account.disabled_at is None else None

    def change(self, account: Account, password: str) -> None:
        """Gives the account another password."""
        self._accounts.write_password_hash(account.id, self._hasher.hash(password))

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False
