"""Loops that must not end: each has a name and a heartbeat, and is started again after a fault, with growing waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.errors import TokenRefused
from bot.logs import Event, note_fault

if TYPE_CHECKING:
    from collections.abc import Awaitable

Clock = Callable[[], float]
"""Seconds that never go back."""
Beat = Callable[[], None]
"""What a loop calls at each round to show that it lives."""

_HEALED_AFTER: Final = 60.0
_STOP_SECONDS: Final = 5.0


class LoopName(StrEnum):
    """Every loop of the program."""

    POLL = "poll"
    SEND = "send"
    ANSWERS = "answers"
    NIGHT = "night"
    CODES = "codes"
    SWEEP = "sweep"
    RETENTION = "retention"
    KEEP = "keep"
    REQUESTS = "requests"
    CALLS = "calls"
    CHART = "chart"
    CONTENT = "content"
    WATCH = "watch"
    SILENCE = "silence"
    BOARD = "board"
    ALARMS = "alarms"
    SPARES = "spares"
    HEARTBEAT = "heartbeat"
    BACKUP = "backup"
    CREW = "crew"
    HOSTS = "hosts"


@dataclass(slots=True, kw_only=True, eq=False)
class Wakeable:
    """Work that waits in the database, done in rounds outside every unit. A wake during a round is not missed."""

    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something new was committed."""
        self._woken.set()

    async def rounds(self, once: Callable[[], Awaitable[float | None]]) -> None:
        """Do a round at once, and another after each wake, or after as many seconds as the last one says."""
        while True:
            self._woken.clear()
            seconds = await once()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()


class Loops:
    """Starts loops, watches over them, ends them."""

    def __init__(
        self,
        *,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        waits: tuple[float, ...] = (1, 2, 4, 8, 16, 30),
        fatal: tuple[type[BaseException], ...] = (TokenRefused,),
    ) -> None:
        """`waits`: seconds before the 1st, 2nd, ... new start. `fatal` errors are not cured by a new start."""
        self._clock = clock
        self._sleep = sleep
        self._waits = waits
        self._fatal = fatal
        self._tasks: dict[LoopName, asyncio.Task[None]] = {}
        self._beats: dict[LoopName, float] = {}
        self._over = asyncio.Event()
        self._error: BaseException | None = None

    def start(self, name: LoopName, run: Callable[[], Awaitable[None]]) -> None:
        """Run `run` for ever under this name. If it returns of itself, the loop is over."""
        self.beater(name)()
        task = asyncio.create_task(self._keep(name, run), name=name)
        self._tasks[name] = task
        task.add_done_callback(self._ended)

    def beater(self, name: LoopName) -> Beat:
        """Return what the loop calls at each round to show that it lives."""

        def beat() -> None:
            self._beats[name] = self._clock()

        return beat

    def ages(self) -> dict[LoopName, float]:
        """Return the seconds since each loop's last sign of life."""
        now = self._clock()
        return {name: now - at for name, at in self._beats.items()}

    async def wait(self) -> None:
        """Return when every loop is over. Raises the fatal error of one as soon as it happens."""
        await self._over.wait()
        if self._error is not None:
            raise self._error

    async def stop(self, *names: LoopName) -> None:
        """End the named loops, or all of them: the last one started goes first."""
        for name in [name for name in reversed(self._tasks) if not names or name in names]:
            task = self._tasks.pop(name)
            self._beats.pop(name, None)
            task.cancel()
            await asyncio.wait({task}, timeout=_STOP_SECONDS)

    async def _keep(self, name: LoopName, run: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            began = self._clock()
            try:
                await run()
            except self._fatal:
                raise
            except Exception as fault:  # noqa: BLE001 - a loop outlives whatever went wrong in one of its rounds
                failures = 1 if self._clock() - began > _HEALED_AFTER else failures + 1
                note_fault(Event.LOOP_FAILED, fault, loop=name, failures=failures)
            else:
                return
            await self._sleep(self._waits[min(failures, len(self._waits)) - 1])

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._error = self._error or error
            self._over.set()
        if all(other.done() for other in self._tasks.values()):
            self._over.set()
