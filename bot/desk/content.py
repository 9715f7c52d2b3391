"""Content in use: a changed file is taken at once, whole or not at all; approved answers outlive their changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from watchfiles import awatch

from bot.desk.talks.expiry import dated, day_of, mark_expired
from bot.errors import ContentError
from bot.flows.approved import serve, to_keep
from bot.flows.load import CONTENT, load_book
from bot.flows.search import ready
from bot.logs import Event, note
from bot.memory import tidied
from bot.messages import Send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.desk.house import House
    from bot.flows.model import Book
    from bot.loops import Beat
    from storage.database import Tx

TOLD_AT_MOST: Final = 500


async def take_up(house: House, book: Book, *, strict: bool, now: int) -> None:
    """Use this content from now on, with the last approved version of each answer that was changed since.

    `strict`: ContentError where an answer was never approved by two people; then nothing changes.
    """

    async def unit(tx: Tx) -> None:
        await tx.one("alone")
        kept = await house.approved.all(tx)
        served = serve(book, kept)
        if strict and served.unapproved:
            raise _refusal(served)
        for key, one in to_keep(book).items():
            if kept.get(key) != one:
                await house.approved.save(tx, key, one)
        house.shelf.put(dated(served, day_of(now)))

    await house.database.transact(unit)


def _refusal(book: Book) -> ContentError:
    count, first = len(book.unapproved), min(book.unapproved)
    return ContentError(
        f"answers/answers.toml: {first}: approved: {count} answers were never approved by two people; "
        "python -m bot flows approve lists them"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDesk:
    """Watches the content folder `root` while the line is open. `now`: the unix second it is.

    `warm`: whether the search in free words is made ready ahead of the first question.
    """

    root: Path
    strict: bool
    warm: bool
    now: Callable[[], int]
    beat: Beat
    on_taken: Callable[[House], Awaitable[None]]
    told: list[str] = field(default_factory=list)

    async def run(self, house: House) -> None:
        """Loop: wait for a change of a content file, then take the whole folder, or none of it.

        What Telegram is told of the content goes beside the first answers, not before them: it is many calls.
        """
        await self.on_taken(house)
        await self._warm(house.book)
        if self.warm:
            tidied()
        async for changes in awatch(self.root, yield_on_timeout=True):
            self.beat()
            await mark_expired(house, self.now())
            if any(path.endswith(tuple(CONTENT)) for _, path in changes):
                await self._take(house)

    async def _take(self, house: House) -> None:
        try:
            book = await asyncio.to_thread(load_book, self.root)
            if book.version == house.book.version:
                return
            await self._warm(book)
            await take_up(house, book, strict=self.strict, now=self.now())
        except ContentError as fault:
            note(Event.CONTENT_REFUSED)
            await self._tell(house, str(fault))
        else:
            self.told.clear()
            note(Event.CONTENT_TAKEN)
            if self.warm:
                tidied()
            await self.on_taken(house)

    async def _tell(self, house: House, fault: str) -> None:
        """One line for the operators, once for each fault: an editor may have no other window on the server."""
        if self.told == [fault]:
            return
        self.told[:] = [fault]
        text = house.say("desk-content-refused", fault=fault[:TOLD_AT_MOST])
        line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="notice", silent=True)
        await house.database.transact(lambda tx: house.outbox.put(tx, line, now=self.now()))

    async def _warm(self, book: Book) -> None:
        """Language by language: a stop waits for one of them at most."""
        for step in ready(book.indexes.values()) if self.warm else ():
            await asyncio.to_thread(step)
