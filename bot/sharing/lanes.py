"""Lanes of which a process works its shares only: taken up when they become its own, let go when they are another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.delivery.lane import key_of
from bot.delivery.lanes import Lanes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.delivery.lane import Lane
    from storage.queues import Waiting

EVERY: Final = frozenset(range(1 << 8))
"""A share is the first byte of a lane."""


class SharedLanes(Lanes):
    """`mine`: the shares worked here. A row that others handed up is worked here whatever its share."""

    mine: frozenset[int] = frozenset()

    def among(self, on_handed: Callable[[], None]) -> None:
        """Begin with nothing. `on_handed` hears when a row that was handed up is worked."""
        self._on_handed = on_handed
        self._names: set[tuple[int, int]] = set()
        self._handed: set[tuple[int, int]] = set()

    def owns(self, row: Waiting) -> bool:
        """Whether a row is worked here."""
        return row.lane[0] in self.mine

    def take(self, row: Waiting) -> None:
        """Put a row into its lane, by its number, if it is worked here and not held already."""
        name = (row.bot, row.update_id)
        if name in self._names or not (self.owns(row) or name in self._handed):
            return
        self._names.add(name)
        super().take(row)
        lane = self._lanes[key_of(row)]
        at, begun = len(lane.rows) - 1, lane.worked + lane.busy
        while at > begun and lane.rows[at - 1] > lane.rows[at]:
            lane.rows[at - 1], lane.rows[at] = lane.rows[at], lane.rows[at - 1]
            at -= 1

    def take_up(self, row: Waiting) -> None:
        """Work a row that another handed up."""
        name = (row.bot, row.update_id)
        if name not in self._names:
            self._handed.add(name)
            self.take(row)

    async def gain(self, mine: frozenset[int]) -> None:
        """Work these shares from now on: what waits in them is taken up before anything new of them is begun."""
        before, self.mine = self.mine, mine
        try:
            await self.load()
        except BaseException:
            self.mine = before  # of what could not be read nothing newer may be begun
            raise

    def let_go(self, mine: frozenset[int], leaving: Collection[int]) -> list[int]:
        """Begin nothing more outside of `mine`; those of `leaving` of which nothing is in hand any more."""
        self.mine = mine
        for lane in [lane for lane in self._lanes.values() if lane.name[0] in leaving]:
            self._cut(lane)
        busy = {lane.name[0] for lane in self._lanes.values()}
        return [share for share in leaving if share not in busy]

    def _cut(self, lane: Lane) -> None:
        """Forget what is not begun of a lane; what others handed up stays."""
        first = lane.worked + lane.busy
        names = {row: (lane.bot, row // 2) for row in lane.rows[first:]}
        gone = [row for row, name in names.items() if name not in self._handed]
        lane.rows[first:] = [row for row, name in names.items() if name in self._handed]
        for row in gone:
            self._names.discard(names[row])
            self._bodies.pop(names[row], None)
            lane.urgent -= row % 2
        self.held -= len(gone)
        self._finished.set()
        if lane.is_empty:
            lane.ready = False
            self._lanes.pop(lane.key, None)

    def _over(self, row: Waiting) -> None:
        name = (row.bot, row.update_id)
        self._names.discard(name)
        if name in self._handed:
            self._handed.discard(name)
            self._on_handed()
