"""Two processes for one line on PostgreSQL: one serves, the other waits, and serves when that one is gone.

Whose turn it is, is a lock of the server, gone with the process that held it. What guards the rows is the other lock,
which every process that serves has: this one only says who tries for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.ahead import Ahead
from bot.errors import Behind, HeldElsewhere, SettingError, StorageError
from bot.flows.load import SHIPPED
from bot.hosts import Waiting
from bot.logs import Event, Remedy, note, note_fault
from bot.memory import untidied
from bot.places import Server

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.tuning import Content, Tuning
    from storage.postgres.holding import Holder

Beside = Callable[["Content", asyncio.Event], Coroutine[Any, Any, None]]
"""Works beside the one that serves, by content that is read so, until the event is set. Raises nothing."""

LOOK_SECONDS: Final = 0.5
"""How soon it is noticed that nobody serves any more."""


@dataclass(slots=True, eq=False)
class _Meanwhile:
    """What is done while another serves: content is read ahead, and, where lanes are shared, worked beside it."""

    read: Callable[[], None]
    beside: Beside | None
    ahead: Ahead
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self.beside is not None and self._task is None:
            self._stop = asyncio.Event()
            self._task = asyncio.create_task(self.beside(self.ahead.held, self._stop))

    async def end(self) -> None:
        """What is in hand is finished first."""
        task, self._task = self._task, None
        if task is not None:
            self._stop.set()
            await task


async def in_turn(  # noqa: PLR0913 - what a start is made of
    settings: Settings,
    stop: asyncio.Event,
    serve: Callable[[Tuning], Awaitable[None]],
    tuning: Tuning,
    *,
    prepare: Callable[[], None],
    read: Content,
    beside: Beside | None = None,
    root: bytes | None = None,
) -> None:
    """Serve when nobody else does, and again after another took over; return once stopped.

    `prepare` what only the one who is about to serve may; meanwhile the content is read ahead by `read`. StorageError:
    at the first look the server could not be asked. What `serve` raises is raised. `beside`: what is done, until it is
    told to stop, while another serves. `root`: the root key, where it has no file; asked for where this host has a data
    folder of its own.
    """
    from storage.postgres.holding import Holder, Lock  # noqa: PLC0415 - a line on SQLite loads none of it

    server, ahead, first = _server(settings), Ahead(read), True
    host = None if settings.host is None else Waiting(settings, root, server, tuning.probe)
    meanwhile = _Meanwhile(partial(ahead.prepare, settings.locales_dir or SHIPPED, warm=tuning.warm), beside, ahead)
    while not stop.is_set():
        turn = Holder(server, Lock.TURN)
        free = partial(_free, turn, server, host, beside_workers=beside is not None)
        try:
            try:
                came = await _came(free, stop, meanwhile, first=first)
            finally:
                await meanwhile.end()
                if host is not None:
                    await host.close()
            if came:
                await asyncio.to_thread(prepare)
                await serve(replace(tuning, content=ahead.take))
                return
        except Behind:
            note(Event.TURN_REFUSED, remedy=Remedy.BEHIND)
        except HeldElsewhere:
            note(Event.TURN_LOST)
        finally:
            await turn.release()
        first = False
        untidied()
        await _pause(stop)


async def _came(
    free: Callable[[], Awaitable[bool]], stop: asyncio.Event, meanwhile: _Meanwhile, *, first: bool
) -> bool:
    """Wait until it is our turn and nobody serves, and do something meanwhile. False: stopped."""
    said = failed = False
    while not stop.is_set():
        try:
            if await free():
                return True
            if not said:
                await asyncio.to_thread(meanwhile.read)
                note(Event.STANDING_BY)
                meanwhile.begin()
            said, failed = True, False
        except StorageError as fault:
            if first and not said:
                raise
            if not failed:
                note_fault(Event.STANDBY_FAILED, fault)
            failed = True
        await _pause(stop)
    return False


def _server(settings: Settings) -> Server:
    if not isinstance(settings.place, Server):
        raise SettingError("HOTLINE_STANDBY needs rows on PostgreSQL: set HOTLINE_DATABASE_URL, or take it out")
    return settings.place


async def _free(turn: Holder, server: Server, host: Waiting | None, *, beside_workers: bool) -> bool:
    """Whether it is our turn, and nobody serves: a process without this setting takes no turns.

    A host that lacks keys of the line leaves the turn to others.
    """
    from storage.postgres.holding import held_by_nobody  # noqa: PLC0415 - as above

    if host is not None:
        await host.ready()
    try:
        await turn.require()
    except HeldElsewhere:
        return False
    if not await held_by_nobody(server, beside_workers=beside_workers):
        return False
    if host is None or await host.ready():
        return True
    host.refused()
    await turn.release()
    return False


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_SECONDS):
            await stop.wait()
