"""A line without Telegram over a data folder: its own night move and retention, under a clock that is told."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.desk.buttons import Buttons
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.ending import retention
from bot.desk.house import House, Line, Shelf
from bot.desk.nights.lacking import keeper_over
from bot.desk.nights.night import NightDesk, desk_over
from bot.errors import KeyFault
from bot.messages import Delete, Erase
from bot.rehearsal.thief.quick import QuickDatabase
from storage.keys import DATABASE, load_keyring
from storage.stores import stores_over

if TYPE_CHECKING:
    from contextlib import AsyncExitStack
    from pathlib import Path

    from bot.desk.codes.word_lists import WordLists
    from bot.flows.model import Book
    from storage.database import Database, Tx
    from storage.epoch_keeping import EpochKeeper
    from storage.keys import Keyring

_AT_ONCE: Final = 5_000

Message = tuple[int, int]
"""A chat and the number of a message in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the line must know of the world: its texts, its bot's id, its operator chat."""

    book: Book
    lists: WordLists
    bot: int
    chat: int


@dataclass(slots=True, kw_only=True)
class SimulatedLine:
    """One data folder at work, night after night. Nobody writes to it, and nothing that it wants to send is sent."""

    data: Path
    house: House
    nights: NightDesk
    erased: set[Message] = field(default_factory=set)

    @classmethod
    async def over(cls, data: Path, place: Place, stack: AsyncExitStack, *, now: int) -> SimulatedLine:
        """Open the folder as `run` does; closed by `stack`. HotlineError where it does not open."""
        keyring = load_keyring(data, now=now)
        database = QuickDatabase(data / DATABASE)
        stack.push_async_callback(database.close)
        keeper, missing = await keeper_over(database, keyring, folder=data / "keys", path=data / DATABASE)
        kitchen = CodeKitchen(keyring.pepper)
        stack.push_async_callback(kitchen.close)
        house = replace(_house(place, database, keyring, keeper, kitchen), missing=missing)
        return cls(data=data, house=house, nights=desk_over(house))

    async def night(self, now: int) -> None:
        """What the line does by itself in a day: what is over goes, then the epochs change. KeyFault: they can not."""
        await retention.purge(self.house, now)
        report = await self.nights.look(self.house, now)
        if report is None or report.blocked:
            raise KeyFault("the night could not be finished on this copy: see the log of `python -m bot rehearse`")
        await self._note_erased(now)

    async def _note_erased(self, now: int) -> None:
        """The messages that the line has asked Telegram to delete by now."""

        async def unit(tx: Tx) -> None:
            for queued in await self.house.outbox.waiting(tx, now=now, limit=_AT_ONCE):
                match queued.item:
                    case Erase(chat=chat, messages=messages):
                        self.erased |= {(chat, message) for message in messages}
                    case Delete(post=post):
                        found = await self.house.posts.by_id(tx, post)
                        if found is not None and found.message is not None:
                            self.erased.add((found.chat, found.message))

        await self.house.database.transact(unit)


def _house(place: Place, database: Database, keyring: Keyring, keeper: EpochKeeper, kitchen: CodeKitchen) -> House:
    """Every part as it is, but for those that ask Telegram: of that there is none here."""
    line = Line(bot=place.bot, username="rehearsal_bot", chat=place.chat, forum=True)
    return House(
        **stores_over(keeper.vault, keyring),
        keeper=keeper,
        shelf=Shelf(place.book, line),
        database=database,
        buttons=Buttons(keyring.button_key),
        lists=place.lists,
        kitchen=kitchen,
        random_bytes=os.urandom,
        is_member=_nobody,
        is_supervisor=_nobody,
        supervisors=_no_admins,
        ours=place.chat.__eq__,
        became=_no_chat,
        forget_member=lambda _chat, _user: None,
        serves=_no_chat,
        wake_codes=_nothing,
        wake_keeps=_nothing,
    )


async def _nobody(_chat: int, _user: int) -> bool:
    return False


async def _no_admins(_chat: int) -> dict[int, str]:
    return {}


async def _no_chat(_chat: int) -> bool:
    return False


def _nothing() -> None:
    """Nobody waits."""
