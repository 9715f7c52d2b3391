"""The parts that move, and the order in which they start and stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from bot import hosts, spares
from bot.desk.calls import phone
from bot.desk.codes import codes, groups, links
from bot.desk.doubt import marks
from bot.desk.duty import reminders, vigil, waiting
from bot.desk.ending import retention
from bot.desk.nights import forgetting, night
from bot.desk.seeing import anchor, apart, leaving
from bot.desk.showing import board
from bot.desk.talks import silence
from bot.desk.words import holding, uploads
from bot.logs import Event, note
from bot.loops import LoopName
from bot.now import unix_now
from storage.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.delivery.answers import Answers
    from bot.delivery.heartbeat import Heartbeat
    from bot.delivery.outbox import Sender
    from bot.delivery.signpost import Signpost
    from bot.desk.calls.call_desk import CallDesk
    from bot.desk.content import ContentDesk
    from bot.desk.house import House
    from bot.desk.knowing.chart import ChartDesk
    from bot.desk.seeing.granted import RequestDesk
    from bot.desk.words.keeping import KeepDesk
    from bot.hearing import Ears
    from bot.hourly import Hourly
    from bot.loops import Loops
    from bot.watching.view import View

T = TypeVar("T")
SWEEP_SECONDS: Final = 600
WATCH_SECONDS: Final = 2
DRAIN_SECONDS: Final = 4.0
ANSWERS_SECONDS: Final = 1.0
FLUSH_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Everything that runs while the line is open."""

    house: House
    loops: Loops
    ears: Ears
    sender: Sender
    answers: Answers
    code_desk: codes.CodeDesk
    keep_desk: KeepDesk
    request_desk: RequestDesk
    chart_desk: ChartDesk
    call_desk: CallDesk
    content_desk: ContentDesk
    view: View
    signposts: Sequence[Signpost]
    heartbeat: Heartbeat | None
    watch_seconds: float
    hourly: Hourly | None
    on_ready: Callable[[], None]

    async def run(self, stop: asyncio.Event) -> None:
        """Start all loops, wait for `stop` or a fatal error, then finish what is in hand."""
        await self.ears.open()
        if self.ears.crew is not None:
            self.loops.start(LoopName.CREW, self.ears.crew.run)
        self.loops.start(LoopName.SEND, self.sender.run)
        self.loops.start(LoopName.ANSWERS, self.answers.run)
        self.loops.start(LoopName.CODES, partial(self.code_desk.run, self.house))
        self.loops.start(LoopName.SWEEP, self._sweep)
        self.loops.start(LoopName.RETENTION, self._retain)
        self.loops.start(LoopName.KEEP, partial(self.keep_desk.run, self.house))
        self.loops.start(LoopName.REQUESTS, partial(self.request_desk.run, self.house))
        self.loops.start(LoopName.CALLS, partial(self.call_desk.run, self.house))
        self.loops.start(LoopName.CHART, partial(self.chart_desk.run, self.house))
        self.loops.start(LoopName.CONTENT, partial(self.content_desk.run, self.house))
        self.loops.start(LoopName.WATCH, self._watch)
        self.loops.start(LoopName.NIGHT, self._nights)
        self.loops.start(LoopName.SILENCE, self._silence)
        self.loops.start(LoopName.BOARD, self._board)
        if (office := self.house.office) is not None:
            self.loops.start(
                LoopName.HOSTS, partial(hosts.stand, self.house, office, self.loops.beater(LoopName.HOSTS))
            )
        if self.signposts:
            self.loops.start(LoopName.SPARES, partial(spares.stand, self.signposts))
        self.loops.start(LoopName.ALARMS, self._alarms)
        if self.heartbeat is not None:
            self.loops.start(LoopName.HEARTBEAT, partial(self.heartbeat.run, self.loops.beater(LoopName.HEARTBEAT)))
        if self.hourly is not None:
            self.loops.start(LoopName.BACKUP, self.hourly.run)
        self.loops.start(LoopName.POLL, self.ears.run)
        note(Event.STARTED)
        self.on_ready()
        try:
            await unless(stop, self.loops.wait())
        finally:
            note(Event.STOPPING)
            await self._finish()

    async def _finish(self) -> None:
        """Stop asking, finish the lanes, flush: within ten seconds in all."""
        await self.ears.close(self.loops)
        await self.ears.lanes.drain(DRAIN_SECONDS)
        await self.answers.flush(ANSWERS_SECONDS)
        await self.sender.flush(FLUSH_SECONDS)
        await self.loops.stop()

    async def _sweep(self) -> None:
        beat = self.loops.beater(LoopName.SWEEP)
        while True:
            if await night.believed(self.house, unix_now()) is Clock.RIGHT:
                await self._sweep_once()
            beat()
            await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep_once(self) -> None:
        """What ends by its hour. By a clock that jumped all of it would end at once."""
        await waiting.sweep(self.house, unix_now())
        await reminders.heal(self.house, unix_now())
        await phone.sweep(self.house, unix_now())
        await codes.sweep(self.house, unix_now())
        await apart.sweep(self.house, unix_now())
        await leaving.sweep(self.house, unix_now())
        await anchor.sweep(self.house, unix_now())
        await links.sweep(self.house, unix_now())
        await groups.sweep(self.house, unix_now())
        await uploads.sweep(self.house, unix_now())
        await marks.sweep(self.house, unix_now())
        await holding.sweep(self.house, unix_now())

    async def _nights(self) -> None:
        beat, nights = self.loops.beater(LoopName.NIGHT), night.desk_over(self.house)
        while True:
            await nights.look(self.house, unix_now())
            beat()
            await asyncio.sleep(night.LOOK_SECONDS)

    async def _retain(self) -> None:
        beat = self.loops.beater(LoopName.RETENTION)
        while True:
            await retention.sweep(self.house, unix_now(), told=self.house.told())
            beat()
            await asyncio.sleep(SWEEP_SECONDS)

    async def _alarms(self) -> None:
        """Not at once: a line that has just started is not late with anything."""
        beat = self.loops.beater(LoopName.ALARMS)
        while True:
            beat()
            await asyncio.sleep(self.watch_seconds)
            await self.view.alarm()

    async def _watch(self) -> None:
        beat = self.loops.beater(LoopName.WATCH)
        while True:
            await vigil.look(self.house, unix_now())
            await forgetting.look(self.house, unix_now())
            beat()
            await asyncio.sleep(WATCH_SECONDS)

    async def _silence(self) -> None:
        beat, everybody = self.loops.beater(LoopName.SILENCE), True
        while True:
            await silence.lock_silent(self.house, unix_now(), everybody=everybody)
            everybody = False
            beat()
            await asyncio.sleep(min(silence.LOOK_SECONDS, self.house.line.silence))

    async def _board(self) -> None:
        beat, boards = self.loops.beater(LoopName.BOARD), board.BoardDesk()
        while True:
            await boards.look(self.house, unix_now())
            beat()
            await asyncio.sleep(board.LOOK_SECONDS)


async def unless(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """The result of `work`, or None when `stop` came first; then the work is cancelled."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        stopping.cancel()
        task.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)
