"""Two processes for one line on PostgreSQL: one serves, the other waits, and serves when that one is gone.

Whose turn it is, is a lock of the server, gone with the process that held it. What guards the rows is the other lock,
which every process that serves has: this one only says who tries for it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.ahead import Ahead
from bot.errors import HeldElsewhere, SettingError, StorageError
from bot.flows.load import SHIPPED
from bot.logs import Event, note, note_fault
from bot.places import Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Settings
    from bot.tuning import Content, Tuning
    from storage.postgres.holding import Holder

LOOK_SECONDS: Final = 0.5
"""How soon it is noticed that nobody serves any more."""


async def in_turn(  # noqa: PLR0913 - what a start is made of
    settings: Settings,
    stop: asyncio.Event,
    serve: Callable[[Tuning], Awaitable[None]],
    tuning: Tuning,
    *,
    prepare: Callable[[], None],
    read: Content,
) -> None:
    """Serve when nobody else does, and again after another took over; return once stopped.

    `prepare` what only the one who is about to serve may; meanwhile the content is read ahead by `read`. StorageError:
    at the first look the server could not be asked. What `serve` raises is raised.
    """
    from storage.postgres.holding import Holder, Lock  # noqa: PLC0415 - a line on SQLite loads none of it

    server, ahead, first = _server(settings), Ahead(read), True
    meanwhile = partial(ahead.prepare, settings.locales_dir or SHIPPED, warm=tuning.warm)
    while not stop.is_set():
        turn = Holder(server, Lock.TURN)
        try:
            if await _came(turn, server, stop, meanwhile, first=first):
                prepare()
                await serve(replace(tuning, content=ahead.take))
                return
        except HeldElsewhere:
            note(Event.TURN_LOST)
        finally:
            await turn.release()
        first = False
        await _pause(stop)


async def _came(
    turn: Holder, server: Server, stop: asyncio.Event, meanwhile: Callable[[], None], *, first: bool
) -> bool:
    """Wait until it is our turn and nobody serves, and do something meanwhile. False: stopped."""
    said = failed = False
    while not stop.is_set():
        try:
            if await _free(turn, server):
                return True
            if not said:
                await asyncio.to_thread(meanwhile)
                note(Event.STANDING_BY)
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


async def _free(turn: Holder, server: Server) -> bool:
    """Whether it is our turn, and nobody serves: a process without this setting takes no turns."""
    from storage.postgres.holding import held_by_nobody  # noqa: PLC0415 - as above

    try:
        await turn.require()
    except HeldElsewhere:
        return False
    return await held_by_nobody(server)


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
