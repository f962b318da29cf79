"""Guessing takes time: after some wrong passwords in a row a name must wait, whether an account has it or not."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from reference_server.moment import epoch_now
from reference_server.policy import Policy

_MOST_NAMES: Final = 10_000
"""Names that are remembered; beyond, the one that was tried longest ago is forgotten."""


@dataclass(frozen=True, kw_only=True)
class _Failures:
    count: int
    latest: float
    """Epoch seconds."""


class Throttle:
    """Counts wrong passwords by user name. Attempts while a name waits are not counted, so that its pause ends."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, username: str) -> int:
        """How long this name must wait before its next attempt; 0 means not at all."""
        with self._lock:
            failures = self._failures.get(username)
        if failures is None or failures.count < self._policy.login_attempts:
            return 0
        pause, elapsed = self._policy.login_pause.total_seconds(), epoch_now() - failures.latest
        return int(pause - elapsed) + 1 if 0 <= elapsed < pause else 0

    def failed(self, username: str) -> None:
        """Counts a wrong password."""
        with self._lock:
            before = self._failures.pop(username, None)
            self._failures[username] = _Failures(count=before.count + 1 if before else 1, latest=epoch_now())
            if len(self._failures) > _MOST_NAMES:
                self._failures.popitem(last=False)

    def succeeded(self, username: str) -> None:
        """Forgets the wrong passwords before a right one."""
        with self._lock:
            self._failures.pop(username, None)
