"""What an earlier run left in the inbox: whoever is in danger is worked before all of the rest is even read."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.database import Database
    from storage.queues import Inbox, Waiting

_PAGE: Final = 500
"""Rows taken up in one go: while they are, nobody is answered."""


class Left:
    """Takes up what waits, in two steps: the lanes with somebody urgent in them, each whole, and then all others.

    So no lane is worked before all of it is known that came earlier. Nothing new may be taken before `over`.
    """

    def __init__(
        self, *, bots: Iterable[int], database: Database, inbox: Inbox, take: Callable[[Waiting], None]
    ) -> None:
        """`bots`: whose rows; `take` gets each row once."""
        self._bots = deque(bots)
        self._database = database
        self._inbox = inbox
        self._take = take
        self._taken: set[tuple[int, bytes]] = set()
        self._after: int | None = None
        self.over = asyncio.Event()

    async def urgent(self) -> None:
        """Once: what is urgent, and what came before it from the same chat or behind it."""
        for bot in self._bots:
            for row in await self._database.transact(partial(self._inbox.beside_urgent, bot=bot)):
                self._take(row)
                self._taken.add((row.bot, row.lane))

    async def rest(self) -> None:
        """All that is not taken yet. Cut off, the next call goes on where it was."""
        while self._bots:
            page = partial(self._inbox.following, bot=self._bots[0], after=self._after, limit=_PAGE)
            rows = await self._database.transact(page)
            for row in rows:
                if (row.bot, row.lane) not in self._taken:
                    self._take(row)
            self._after = rows[-1].update_id if rows else None
            if not rows:
                self._bots.popleft()
        self._taken.clear()
        self.over.set()
