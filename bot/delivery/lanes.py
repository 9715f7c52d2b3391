"""One ordered line per chat: updates of a chat are worked one after another, those of different chats side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import orjson

from bot.delivery.lane import Lane, key_of
from bot.errors import NotYet, RefusedUnitError, SealError, StorageError, SuspendedUnitError
from bot.logs import Event, note, note_fault
from bot.messages import Work
from bot.probes import Probe, unprobed
from storage.hurrying import hurrying
from storage.own_time import own_time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from storage.database import Database, Tx
    from storage.queues import Inbox, Waiting

_CHUNK: Final = 5_000
_URGENT_IN_A_ROW: Final = 3
_KEPT_SLOTS: Final = 2
"""Beyond the usual, for what is urgent."""
_BESIDE: Final = 4
"""So many ordinary updates are worked beside those of people in danger; behind three of those one more begins."""
_GIVES_WAY: Final = 2.0
"""Seconds for which nothing ordinary is begun after each sign that more waits at Telegram, and little beside who is in
danger."""
_TOLD_AGAIN: Final = 1.0
"""Seconds after which a database that can not be used is told of again."""
_IN_HAND: Final = 256
"""So many updates are worked as they came; the others are read from the inbox."""


async def at_once(_raw: dict[str, Any]) -> None:
    """Nothing to wait for."""


class Lanes:
    """Takes the lane first and the slot second, so that one noisy chat holds one slot at most."""

    def __init__(  # noqa: PLR0913 - the wiring of a room
        self,
        *,
        bot: int,
        database: Database,
        inbox: Inbox,
        worker: Callable[[dict[str, Any], Work], Awaitable[bool]],
        on_dead: Callable[[dict[str, Any], Work], Awaitable[None]],
        now: Callable[[], int],
        slots: int = 64,
        bound: int = 50_000,
        waits: tuple[float, ...] = (1.0, 5.0, 25.0),
        patience: float = 60.0,
        earlier: Collection[int] = (),
        ready: Callable[[dict[str, Any]], Awaitable[None]] = at_once,
        probe: Probe = unprobed,
    ) -> None:
        """`worker` returns True if its use case marked the row done; it has `patience` seconds.

        The time in which it waits for the database is not counted. A row whose work raises is worked again after
        `waits`, then becomes a dead letter, `on_dead` is awaited, and the lane goes on. What is not ready (NotYet)
        gives its slot away until it is; that is no fault. `bound`: rows held before `room` makes the poller wait; of
        all but a few that just came only the number is held (with a lane of its own a quarter of a kB), so that one
        chat's thousands do not keep the others' at Telegram. `earlier`: bots that served before this one, whose rows
        are taken up as well. `ready` returns when an update may be worked.
        """
        self._bot = bot
        self._database = database
        self._inbox = inbox
        self._worker = worker
        self._on_dead = on_dead
        self._now = now
        self._slots = slots
        self._bound = bound
        self._waits = waits
        self._patience = patience
        self._earlier = earlier
        self._ready = ready
        self._probe = probe
        self._lanes: dict[int, Lane] = {}
        self._bodies: dict[tuple[int, int], bytes] = {}
        self._first: deque[Lane] = deque()
        self._others: deque[Lane] = deque()
        self._in_a_row = self._hurried = 0
        self._running: set[asyncio.Task[None]] = set()
        self._finished = asyncio.Event()
        self._closed = self._loading = self._filling = False
        self._alone_until = float("-inf")
        self._quiet_until = float("-inf")
        self._giving_way: asyncio.TimerHandle | None = None
        self.held = 0

    async def load(self) -> None:
        """Take up what an earlier run left in the inbox. Once, before anything new is taken.

        No slot is given away before all of it is known: the urgent may stand at its end.
        """
        self._loading = True
        try:
            for bot in (*self._earlier, self._bot):
                await self._load(bot)
        finally:
            self._loading = False
        self._fill_slots()

    async def _load(self, bot: int) -> None:
        rows: list[Waiting] = []
        while rows := await self._left(bot, rows[-1].update_id if rows else None):
            for row in rows:
                self.take(row)

    def take(self, row: Waiting) -> None:
        """Put a row at the end of its lane."""
        if row.body is not None and self.held < _IN_HAND:
            self._bodies[row.bot, row.update_id] = row.body
        key, name = key_of(row), row.update_id * 2 + row.urgent
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key, [name])
        else:
            lane.rows.append(name)
        lane.urgent += row.urgent
        self.held += 1
        if not lane.busy and (not lane.ready or (row.urgent and lane.urgent == 1)):
            self._line_up(lane)

    def behind(self, more: bool) -> None:  # noqa: FBT001 - of two states
        """More waits at Telegram: who is urgent may stand at its end, so taking it in goes before ordinary work."""
        if self._giving_way is not None:
            self._giving_way.cancel()
        later = asyncio.get_running_loop().call_later
        self._giving_way = later(_GIVES_WAY, self.behind, False) if more else None  # noqa: FBT003 - as above
        self._fill_slots()

    async def room(self) -> None:
        """Return as soon as fewer rows are held than the bound."""
        while self.held >= self._bound:
            self._finished.clear()
            await self._finished.wait()

    async def drain(self, seconds: float) -> None:
        """Work what is held until all is done or `seconds` are over; the rest stays in the inbox for the next start."""
        self._fill_slots()
        try:
            async with asyncio.timeout(seconds):
                while self._running:
                    await asyncio.wait(set(self._running), return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            pass
        self._closed = True
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _left(self, bot: int, after: int | None) -> list[Waiting]:
        return await self._database.transact(lambda tx: self._inbox.following(tx, bot=bot, after=after, limit=_CHUNK))

    def _line_up(self, lane: Lane) -> None:
        """What comes together is lined up before any of it is begun: who is in danger may be the last of it."""
        lane.ready = True
        (self._first if lane.urgent else self._others).append(lane)
        if not self._filling:
            self._filling = True
            asyncio.get_running_loop().call_soon(self._fill_slots)

    def _fill_slots(self) -> None:
        self._filling = False
        while not (self._closed or self._loading) and (lane := self._next()):
            hurries = lane.hurries
            task = asyncio.create_task(self._turn(lane, hurries=hurries))
            self._running.add(task)
            if hurries:
                self._hurried += 1
                loop = asyncio.get_running_loop()
                self._alone_until = loop.time() + _GIVES_WAY
                loop.call_later(_GIVES_WAY, self._fill_slots)
            task.add_done_callback(partial(self._slot_free, hurries))

    def _slot_free(self, hurried: bool, task: asyncio.Task[None]) -> None:  # noqa: FBT001 - counted
        self._running.discard(task)
        self._hurried -= hurried
        self._fill_slots()

    def _next(self) -> Lane | None:
        """Urgent lanes first, but after three of them one of the others: nobody may shut the rest out."""
        while (line := self._whose_turn()) is not None:
            lane = line.popleft()
            if lane.ready:
                self._in_a_row = 0 if line is self._others else self._in_a_row + 1
                lane.ready, lane.busy = False, True
                return lane
        return None

    def _whose_turn(self) -> deque[Lane] | None:
        """The line of which one may begin now. The kept slots are no way around whose turn it is."""
        running, kept = len(self._running), min(self._hurried, _KEPT_SLOTS)
        turn = self._others and self._leisure and (not self._first or self._in_a_row >= _URGENT_IN_A_ROW)
        if turn and running - kept < self._slots:
            return self._others
        free = running < self._slots or (kept < _KEPT_SLOTS and running < self._slots + _KEPT_SLOTS)
        return self._first if self._first and free else None

    @property
    def _leisure(self) -> bool:
        """Whether what is ordinary may begin. Where no more can be held nothing comes in to give way to.

        One who is in danger waits for the processor, too: with him few begin, and the others when his turn is over.
        """
        if self._giving_way is not None and self.held < self._bound:
            return False
        beside = len(self._running) - self._hurried
        few = beside < _BESIDE or self._in_a_row >= _URGENT_IN_A_ROW
        return few or not self._hurried or asyncio.get_running_loop().time() >= self._alone_until

    async def _turn(self, lane: Lane, *, hurries: bool) -> None:
        """Give the first row of a lane one try. Nothing that goes wrong with a row stops its lane or another."""
        row = lane.first
        try:
            with hurrying(hurries=hurries):
                await (self._bury(row) if lane.tries > len(self._waits) else self._work(row))
        except NotYet as later:
            later.made.add_done_callback(lambda _: self._release(lane))
        except Exception as fault:  # noqa: BLE001 - a lane goes on whatever one update did
            self._park(lane, row, fault)
        else:
            self._bodies.pop((row.bot, row.update_id), None)
            lane.drop_first()
            lane.tries = 0
            self.held -= 1
            self._over(row)
            self._finished.set()
            self._release(lane)

    def _over(self, row: Waiting) -> None:
        """A row is worked or put aside: for who must know."""

    def _park(self, lane: Lane, row: Waiting, fault: Exception) -> None:
        """Give the slot away while waiting. A database that can not be used is no fault of the update's."""
        ours = isinstance(fault, SuspendedUnitError | RefusedUnitError) or not isinstance(fault, StorageError)
        lane.tries += ours
        # Whatever became of it: the next try asks the inbox whether it is still to be worked.
        self._bodies.pop((row.bot, row.update_id), None)
        loop = asyncio.get_running_loop()
        if ours or loop.time() >= self._quiet_until:
            # A full disk fails every lane once a second: the log must not fill it further.
            self._quiet_until = self._quiet_until if ours else loop.time() + _TOLD_AGAIN
            note_fault(Event.UPDATE_FAILED, fault, tries=lane.tries)
        waits = (*self._waits, 0.0, self._waits[-1])
        loop.call_later(waits[min(max(lane.tries, 1), len(waits)) - 1], self._release, lane)

    def _release(self, lane: Lane) -> None:
        lane.busy = False
        if lane.is_empty:
            self._lanes.pop(lane.key, None)
        else:
            self._line_up(lane)

    async def _work(self, row: Waiting) -> None:
        self._probe("lane.taken")
        body = self._bodies.get((row.bot, row.update_id)) or await self._body(row)
        self._probe("lane.loaded")
        if body is None:
            return
        work = Work(row.bot, row.update_id, self._now())
        raw = orjson.loads(body)
        await self._ready(raw)
        async with own_time(self._patience):
            done = await self._worker(raw, work)
        if not done:
            await self._database.transact(lambda tx: self._inbox.done(tx, work))
        self._probe("lane.worked")

    async def _bury(self, row: Waiting) -> None:
        """Put a row aside even if its body does not open; then the alarm has nothing to read."""
        work = Work(row.bot, row.update_id, self._now())
        body = await self._database.transact(lambda tx: self._put_aside(tx, work))
        if body is None:
            return
        note(Event.UPDATE_DEAD)
        await self._on_dead(orjson.loads(body), work)

    async def _put_aside(self, tx: Tx, work: Work) -> bytes | None:
        try:
            body = await self._inbox.load(tx, bot=work.bot, update_id=work.update_id)
        except SealError:
            body = b"{}"
        await self._inbox.dead(tx, bot=work.bot, update_id=work.update_id, now=work.now)
        return body

    async def _body(self, row: Waiting) -> bytes | None:
        return await self._database.transact(lambda tx: self._inbox.load(tx, bot=row.bot, update_id=row.update_id))
