"""Telegram's order among several processes: each hears the number of every update from who committed it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.delivery.ordering import InOrder
from bot.errors import HotlineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sharing.lanes import SharedLanes
    from storage.queues import Waiting


class SharedOrder(InOrder):
    """A gap may be an update that somebody committed and died: before it is passed over, the rows are asked."""

    def __init__(
        self, lanes: SharedLanes, *, tell: Callable[[Waiting], None], look: Callable[[], Awaitable[None]]
    ) -> None:
        """`tell` spreads what was committed here; `look` puts in what waits in the rows and is not known."""
        super().__init__(lanes.take, later=self._later_than_rows)
        self._lanes = lanes
        self._tell = tell
        self._look = look
        self._looking: set[asyncio.Task[None]] = set()

    def put(self, number: int, row: Waiting | None) -> None:
        """An update was committed here."""
        if row is not None:
            self._tell(row)
        self.heard(number, row)

    def heard(self, number: int, row: Waiting | None) -> None:
        """An update is committed, wherever; another's share is no gap here."""
        super().put(number, row if row is not None and self._lanes.owns(row) else None)

    def found(self, row: Waiting) -> None:
        """An update waits in the rows, perhaps for long: its number says nothing of those Telegram gives now."""
        if self._next is None or row.update_id < self._next:
            self._hand_on(row)
        else:
            self.heard(row.update_id, row)

    def close(self) -> None:
        """Wait for nothing more; what comes later is waited for anew."""
        for task in self._looking:
            task.cancel()
        self._timed = False

    def _later_than_rows(self, seconds: float, call: Callable[[], None]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            with suppress(HotlineError, OSError):  # what it met the crew's own look meets too, and tells
                await self._look()
            call()

        task = asyncio.create_task(wait())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)
