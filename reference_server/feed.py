"""News of changed notes, from whoever writes them to the subscriptions of their owner."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import Final

_BACKLOG: Final = 16
"""Notes that a slow reader may fall behind before the oldest are dropped."""


class NoteFeed:
    """Hands each new note to the subscribers of its owner, and to nobody else. Lives in one event loop."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    def publish(self, account_id: str, note: str) -> None:
        """Tells the account's subscribers of its new note."""
        for queue in self._queues.get(account_id, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(note)

    async def notes_of(self, account_id: str) -> AsyncGenerator[str, None]:
        """Each note that the account writes from now on."""
        queue: asyncio.Queue[str] = asyncio.Queue(_BACKLOG)
        self._queues[account_id].add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._queues[account_id].discard(queue)
            if not self._queues[account_id]:
                del self._queues[account_id]
