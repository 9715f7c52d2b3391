"""A line's days, one after the other, each copied: what a thief of that day carries away, and what opens of it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.rehearsal.thief.copies import Copy, take
from bot.rehearsal.thief.line import SimulatedLine
from bot.rehearsal.thief.thefts import HAULS
from bot.rehearsal.thief.verdicts import Stolen, verdicts
from storage.keys import KeyFolder, read_root

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.desk.house import House
    from bot.rehearsal.thief.line import Message, Place
    from bot.rehearsal.thief.thefts import Theft
    from bot.rehearsal.thief.verdicts import Said, Verdict

DAY: Final = 86_400
LAST: Final = 365
"""The last day that can be looked at, counted from today."""
MONTH: Final = 30
"""So long every day is lived through; after it one in so many, as nobody writes any more."""


@dataclass(kw_only=True)
class Days:
    """One line under a simulated clock. `today`: unix seconds; `past`: the days lived through before it.

    `data`: its own folder, made for this, never a living line's. `older`: copies that were made of it before.
    `happening`: what people do on a day; tells whether they did anything. `operator`: the private key of one.
    """

    data: Path
    place: Place
    today: int
    past: tuple[int, ...] = ()
    happening: Callable[[House, int, int], Awaitable[bool]] | None = None
    older: list[Copy] = field(default_factory=list)
    operator: str = field(default="", repr=False)
    said: Callable[[], list[Said]] = list
    _line: SimulatedLine | None = None
    _at: int = 0
    _copies: list[Copy] = field(default_factory=list)
    _erased: dict[int, frozenset[Message]] = field(default_factory=dict)
    _known: dict[tuple[Theft, int], list[Verdict]] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def seen(self, theft: Theft, day: int) -> list[Verdict]:
        """What a thief of this day reads of each case, oldest case first. Days between are lived through before."""
        async with self._alone:
            await self._live_until(day)
            if (theft, day) not in self._known:
                stolen = self._stolen(theft, day)
                self._known[theft, day] = await asyncio.to_thread(verdicts, stolen)
            return self._known[theft, day]

    async def close(self) -> None:
        """Let go of the folder."""
        async with self._alone:
            await self._stack.aclose()

    def _stolen(self, theft: Theft, day: int) -> Stolen:
        copies = [copy for copy in self._copies if copy.day <= day]
        return Stolen(
            haul=HAULS[theft],
            copies=copies,
            root=read_root(KeyFolder.beside(self.data)),
            operator=self.operator,
            said=[one for one in self.said() if one.at not in self._erased[copies[-1].day]],
        )

    async def _live_until(self, day: int) -> None:
        if self._line is None:
            days = (*self.past, 0)
            self._line = await SimulatedLine.over(self.data, self.place, self._stack, now=self.today + days[0] * DAY)
            self._copies = list(self.older)
            await self._live(self._line, days[0], night=False)
            for one in days[1:]:
                await self._live(self._line, one)
        while self._at < day:
            await self._live(self._line, self._at + 1 if self._at < MONTH else min(self._at + MONTH, LAST))

    async def _live(self, line: SimulatedLine, day: int, *, night: bool = True) -> None:
        """One day: its night, a copy, what people do, and another copy."""
        now = self.today + day * DAY
        if night:
            await line.night(now)
        await self._copy(line, day)
        if self.happening is not None and await self.happening(line.house, day, now):
            await self._copy(line, day)
        self._at = day

    async def _copy(self, line: SimulatedLine, day: int) -> None:
        into = self.data.with_name(f"{self.data.name}-copies") / f"{len(self._copies):04}"
        self._copies.append(await asyncio.to_thread(take, self.data, into, day))
        self._erased[day] = frozenset(line.erased)
