"""Be the thief: the two lines that can be robbed, the rehearsal's own and the samples', and their answers as JSON."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.desk.codes.word_lists import WordLists
from bot.errors import HotlineError
from bot.rehearsal.thief.copies import Copy, take
from bot.rehearsal.thief.days import DAY, Days
from bot.rehearsal.thief.keepsakes import Keepsakes
from bot.rehearsal.thief.line import Place
from bot.rehearsal.thief.samples import PAST, Samples
from bot.rehearsal.thief.verdicts import Said
from storage.key_making import init_keys
from storage.keys import DATABASE
from storage.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.flows.model import Book
    from bot.rehearsal.thief.thefts import Theft
    from bot.rehearsal.world import World

OWN: Final = "own"
SAMPLES: Final = "samples"


class NothingToStealError(HotlineError):
    """There is no line to rob yet; the sentence is shown on the page."""


@dataclass(kw_only=True)
class Thief:
    """`folder`: the rehearsal's own; everything made here lies in `thief` below it and goes with it."""

    world: World
    folder: Path
    book: Book
    keepsakes: Keepsakes = field(init=False)
    _lines: dict[str, Days] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _made: int = 0
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.keepsakes = Keepsakes(self.folder / "data", self.folder / "thief" / "own")

    async def look(self, line: str, theft: Theft, day: int) -> dict[str, Any]:
        """What a thief reads on a day. HotlineError where there is nothing to copy, or a copy does not open."""
        began = time.perf_counter()
        days = await self._line(line)
        seen = await days.seen(theft, day)
        return {
            "line": line,
            "theft": theft,
            "day": day,
            "at": days.today + day * DAY,
            "cases": [asdict(one) | {"name": self._names.get(one.alias, "")} for one in seen],
            "seconds": round(time.perf_counter() - began, 2),
        }

    async def again(self) -> None:
        """Copy the rehearsal anew at the next look."""
        async with self._alone:
            if days := self._lines.pop(OWN, None):
                await days.close()

    async def close(self) -> None:
        """Let go of both lines."""
        for days in self._lines.values():
            await days.close()

    async def _line(self, name: str) -> Days:
        async with self._alone:
            if name not in self._lines:
                self._made += 1
                into = self.folder / "thief" / f"line-{self._made}"
                make = self._samples if name == SAMPLES else self._own
                self._lines[name] = await make(into)
            return self._lines[name]

    async def _own(self, into: Path) -> Days:
        """A copy of the rehearsal as it is now, and the copies made of it so far."""
        try:
            await asyncio.to_thread(take, self.folder / "data", into, 0)
        except (OSError, sqlite3.Error) as fault:
            raise NothingToStealError("The bot has stored nothing yet: wait until it runs") from fault
        older = [Copy(0, one.folder) for one in self.keepsakes.copies]
        return Days(
            data=into,
            place=await self._place(),
            today=int(time.time()),
            older=older,
            operator=(self.folder / "operator.key").read_text("ascii"),
            said=self._said,
        )

    async def _samples(self, into: Path) -> Days:
        """A line of its own that was set up weeks ago."""
        today = int(time.time())
        key = into.with_name(f"{into.name}-operator.key")
        await asyncio.to_thread(_found, into, key, today + PAST[0] * DAY)
        samples = Samples(self._names)
        operator = key.read_text("ascii")
        return Days(
            data=into, place=await self._place(), today=today, past=PAST, happening=samples.live, operator=operator
        )

    async def _place(self) -> Place:
        lists = await asyncio.to_thread(WordLists.load, self.folder / "locales")
        return Place(book=self.book, lists=lists, bot=self.world.bot.user.id, chat=next(iter(self.world.groups)))

    def _said(self) -> list[Said]:
        """Every message that stands in a chat of the bot's, and whether operators see it."""
        return [*self._in_groups(), *self._in_private()]

    def _in_groups(self) -> Iterator[Said]:
        for chat in self.world.groups.values():
            yield from (Said((chat.id, one.id), desk=True, words=one.text) for one in chat.messages.values())

    def _in_private(self) -> Iterator[Said]:
        for chat in self.world.privates.values():
            operator = chat.user is not None and any(group.inside(chat.user) for group in self.world.groups.values())
            yield from (Said((chat.id, one.id), desk=operator, words=one.text) for one in chat.messages.values())


def _found(data: Path, operator_key: Path, now: int) -> None:
    init_keys(data, recipients=(), operator_key_out=operator_key, now=now)
    migrate(data / DATABASE)
