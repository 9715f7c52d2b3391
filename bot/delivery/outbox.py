"""From the outbox to Telegram: the only place that sends."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.building import built
from bot.delivery.calls import UPLOADED, Call
from bot.delivery.faults import Unsendable
from bot.delivery.outcomes import Outcomes
from bot.delivery.tickets import Line, Ticket, ticket_of, wait_of
from bot.delivery.underway import UnderWay
from bot.errors import ApiError, HotlineError, SealError, TokenRefused
from bot.logs import Event, note
from bot.messages import CloseTopic, Delete, Edit, Pin, Priority
from bot.probes import Probe, unprobed
from storage.hurrying import hurrying

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.delivery.api import Api
    from bot.delivery.desk_side import Desk
    from bot.delivery.pacing import Pacer
    from storage.database import Database, Tx
    from storage.outbox import Outbox
    from storage.posts import Post, Posts

MERGED_AT_MOST: Final = 10
"""Cards in one message."""
_LONGEST_LINE: Final = 10_000
_READ_AT_ONCE: Final = 500
_LOOK_AGAIN: Final = 60.0
_NOTICE_SECONDS: Final = 600.0
_BREATH_PER_ROW: Final = 2e-5
_KEPT_HANDS: Final = 2
"""Calls at once beyond the usual, for what is urgent."""


class Sender:
    """Sends the rows of the outbox: urgent first, one at a time per chat, several chats side by side, within the pacer.

    A row waits for the post it answers or changes. Before sendX and createForumTopic the row is claimed; a claimed row
    found later may be in Telegram already and goes out with `mark` behind its text.
    """

    def __init__(  # noqa: PLR0913 - the wiring of a room
        self,
        *,
        api: Api,
        database: Database,
        outbox: Outbox,
        posts: Posts,
        pacer: Pacer,
        now: Callable[[], int],
        desk: Desk,
        on_dead: Callable[[int], Awaitable[None]],
        on_missed: Callable[[int], Awaitable[None]],
        parallel: int = 16,
        mark: str = "\u21bb",
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        beat: Callable[[], None] = lambda: None,
        probe: Probe = unprobed,
        moved: dict[int, int] | None = None,
        under_way: UnderWay | None = None,
    ) -> None:
        """`on_dead` and `on_missed` hear once in ten minutes at most.

        `on_dead`: how many rows were refused for unknown reasons, `on_missed`: how many messages could not be deleted.
        `moved`: the new ids of upgraded groups, `under_way`: calls that make messages; shared with who must know them.
        """
        self._api = api
        self._database = database
        self._outbox = outbox
        self._posts = posts
        self._pacer = pacer
        self._now = now
        self._on_dead = on_dead
        self._on_missed = on_missed
        self._parallel = parallel
        self._mark = mark
        self._clock = clock
        self._beat = beat
        self._probe = probe
        self._line = Line(pacer, {} if moved is None else moved)
        self._outcomes = Outcomes(
            database=database,
            outbox=outbox,
            posts=posts,
            pacer=pacer,
            line=self._line,
            now=now,
            clock=clock,
            jitter=jitter,
            desk=desk,
        )
        self._calls: dict[asyncio.Task[None], int] = {}
        self._under_way = under_way or UnderWay()
        self._woken = asyncio.Event()
        self._one_round = asyncio.Lock()
        self._stale_at = self._rested_at = self._notice_at = float("-inf")
        self._fault: BaseException | None = None
        self._closed = self._hurries = False
        outbox.on_put(self.wake)

    def wake(self, urgent: bool = False) -> None:  # noqa: FBT001, FBT002 - what the outbox calls
        """Look at the outbox again: something was queued. `urgent`: the look waits for nobody else's units."""
        self._hurries = self._hurries or urgent
        self._stale_at = float("-inf")
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled. Raises TokenRefused, StorageError and whatever else a round met."""
        self.wake()
        while True:
            self._beat()
            wait = await self.round()
            await self._rest(wait)

    async def round(self) -> float:
        """Start what may start now; return the seconds until something else may, if nothing wakes us before."""
        async with self._one_round:
            if self._fault is not None:
                fault, self._fault = self._fault, None
                raise fault
            await self._give_notice()
            if fresh := self._hurries or self._clock() >= max(self._stale_at, self._rested_at):
                await self._read()
            return min(await self._start(fresh=fresh), max(self._stale_at, self._rested_at) - self._clock())

    async def flush(self, seconds: float) -> None:
        """Send what can be sent within `seconds`, then start nothing more. What is left goes at the next start."""
        end, self._fault = self._clock() + seconds, None  # a fault of before is no reason to stop trying
        with contextlib.suppress(HotlineError):
            while (left := end - self._clock()) > 0:
                wait = await self.round()
                if not self._calls and wait > left:
                    break
                await self._rest(min(wait, left))
        self._closed = True
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def idle(self) -> None:
        """Return when no call is under way."""
        while self._calls:
            await asyncio.wait(set(self._calls))

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._woken.wait()
        self._woken.clear()

    async def _read(self) -> None:
        self._stale_at = self._clock() + _LOOK_AGAIN
        hurries, self._hurries = self._hurries, False
        with hurrying(hurries=hurries):
            rows, read, due = await self._database.transact(self._look)
        self._spoil([row for row, ticket in read.items() if ticket is None])
        # A long line costs some milliseconds to read: leave the database to others in between.
        self._rested_at = self._clock() + len(rows) // _READ_AT_ONCE * _READ_AT_ONCE * _BREATH_PER_ROW
        self._line.renew(rows, {row: ticket for row, ticket in read.items() if ticket})
        if self._line.unknown(rows):
            self._stale_at = float("-inf")
        if due is not None:
            self._stale_at = min(self._stale_at, self._clock() + max(due - self._now(), 1))

    async def _look(self, tx: Tx) -> tuple[list[tuple[bytes, int]], dict[bytes, Ticket | None], int | None]:
        rows = await self._outbox.line(tx, now=self._now(), limit=_LONGEST_LINE)
        read: dict[bytes, Ticket | None] = {}
        for row in self._line.unknown(rows)[:_READ_AT_ONCE]:
            try:
                read[row] = await self._ticket(tx, row)
            except (SealError, ValueError):
                await self._outcomes.spoil(tx, row)
                read[row] = None
        return rows, read, await self._outbox.next_due(tx, now=self._now())

    def _spoil(self, rows: Sequence[bytes]) -> None:
        """Pass over rows that did not open: people hear of them, the others go on."""
        self._line.spoiled |= set(rows)
        self._outcomes.dead += len(rows)
        if rows:
            note(Event.SEND_DEAD, count=len(rows))

    async def _ticket(self, tx: Tx, row: bytes) -> Ticket | None:
        queued = await self._outbox.row(tx, row)
        if queued is None:
            return None
        item = queued.item
        post = await self._posts.by_id(tx, item.post) if isinstance(item, Edit | Delete | CloseTopic | Pin) else None
        return ticket_of(queued, post, wait=max(queued.due - self._now(), 0), clock=self._clock())

    async def _start(self, *, fresh: bool) -> float:
        hands = self._parallel - len(self._calls) + (_KEPT_HANDS if self._line.is_urgent() else 0)
        if self._closed or hands <= 0:
            return float("inf")
        ready, soonest = self._line.startable(self._clock(), set(self._calls.values()), hands)
        for ticket in ready:
            if ticket.priority > Priority.URGENT and len(self._calls) >= self._parallel:
                continue
            chat = self._line.chat(ticket)
            if (wait := wait_of(self._pacer, chat, ticket, self._clock())) > 0:
                soonest = min(soonest, wait)
                continue
            going = await self._alone_or_merged(ticket)
            if going is None:
                soonest = 0.0
                continue
            self._pacer.spend(chat, counts=going.counts)
            self._line.went(going)
            with hurrying(hurries=going.priority == Priority.URGENT):
                together, place = self._line.companions(going, self._clock()), going.place if fresh else None
                task = asyncio.create_task(self._deliver(together, place))
            self._calls[task] = chat
            if going.counts:
                self._under_way.begin(chat, task)
            task.add_done_callback(self._ended)
        return soonest

    async def _alone_or_merged(self, ticket: Ticket) -> Ticket | None:
        """Return what goes: where more cards wait than may go at once, a sheet of them. None: look again."""
        mates = self._line.mates(ticket, self._clock())
        if not mates or len(mates) < self._pacer.at_once(self._line.chat(ticket)):
            return ticket
        together = [ticket, *mates[: MERGED_AT_MOST - 1]]
        sheet = await self._outcomes.merge(together)
        self._probe("outbox.merged")
        if sheet is None:
            self.wake()
            return None
        self._line.exchange(together, sheet)
        return sheet

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._calls[task]
        if not task.cancelled() and (fault := task.exception()):
            self._fault = fault
            self._stale_at = float("-inf")
        self._woken.set()

    async def _deliver(self, tickets: Sequence[Ticket], place: Post | None) -> None:
        self._probe("outbox.picked")
        places = {place.id: place} if place else await self._outcomes.begin(tickets)
        self._probe("outbox.claimed")
        if places is None:
            self.wake()
            return
        try:
            result = None if tickets[0].taken else await self._call(tickets, places)
            self._probe("outbox.called")
            await self._outcomes.took(tickets, result, places)
        except TokenRefused:
            await self._outcomes.unsent(tickets)
            raise
        except ApiError as fault:
            await self._outcomes.refused(tickets, fault)
            self.wake()
        self._probe("outbox.settled")

    async def _call(self, tickets: Sequence[Ticket], places: dict[bytes, Post]) -> Any:
        chat = self._line.chat(tickets[0])
        call = built(tickets, places, chat=chat, mark=self._mark)
        if call is None:
            return None
        for ticket in tickets:
            ticket.claimed, ticket.called = ticket.repeats, ticket.makes is not None
        # The numbers of the old group's messages mean others in the new one: only what is new goes there.
        chat = self._line.chat(tickets[0]) if tickets[0].makes else call.chat
        if call.upload is not None:
            return await self._upload(call, call.upload, chat)
        where = {} if call.scoped else {"chat_id": chat}
        return await self._api.call(call.method, **where, **call.params)

    async def _upload(self, call: Call, upload: bytes, chat: int) -> Any:
        """The same with a picture of ours. Raises Unsendable where its time was over, or it does not open."""
        data: bytes | None = None
        with contextlib.suppress(SealError):
            data = await self._database.transact(lambda tx: self._outbox.uploads.find(tx, upload))
        if data is None:
            message = "a picture that is gone"
            raise Unsendable(message)
        return await self._api.upload(call.method, UPLOADED, data, chat_id=chat, **call.params)

    async def _give_notice(self) -> None:
        if self._clock() < self._notice_at or not (self._outcomes.dead or self._outcomes.missed):
            return
        dead, missed = self._outcomes.counted()
        self._notice_at = self._clock() + _NOTICE_SECONDS
        if dead:
            await self._on_dead(dead)
        if missed:
            await self._on_missed(missed)
