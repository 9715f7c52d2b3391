"""Return codes behind the scenes: turning kept words into keys after the commit, and forgetting words in time."""

import asyncio

from bot.desk.house import House
from bot.desk.return_code import DESK
from bot.errors import SealError
from bot.logs import Event, note
from storage.database import Tx

WORDS_LIVE_HOURS = 24


class CodeDesk:
    """Attaches codes to the cases that still wait for one. The words are sealed in the database until that is done."""

    def __init__(self) -> None:
        self._waiting = asyncio.Event()
        self._waiting.set()

    def wake(self) -> None:
        """A case with new words was committed."""
        self._waiting.set()

    async def run(self, house: House) -> None:
        """Loop: attach every pending code, then wait for the next."""
        self._waiting.set()
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            for case_id in await house.database.transact(house.cases.codes_pending):
                await _attach_or_drop(house, case_id)


async def finish(house: House, case_id: bytes) -> None:
    """Attach the code of this case now, if it is still in the making: what comes next needs it."""
    if case_id in await house.database.transact(house.cases.codes_pending):
        await _attach_or_drop(house, case_id)


async def _attach_or_drop(house: House, case_id: bytes) -> None:
    """Words that do not open can never become a code: they must not stand in the way of others, nor of a close."""
    try:
        await attach(house, case_id)
    except SealError:
        note(Event.CODE_LOST)
        await house.database.transact(lambda tx: house.cases.drop_words(tx, case_id))


async def attach(house: House, case_id: bytes) -> None:
    """Derive the keys of a case's words outside any unit, then wrap its identity with them."""
    words = await house.database.transact(lambda tx: house.cases.words(tx, case_id))
    if words is None:
        return
    keys = await house.kitchen.cook(words, asker=DESK)

    async def unit(tx: Tx) -> None:
        await house.cases.attach_code(tx, case_id, lookup=keys.lookup, wrap=keys.wrap)

    await house.database.transact(unit)


async def sweep(house: House, now: int) -> None:
    """Forget words a day after they were given, done inbox rows after two; leave neither in the log."""

    async def unit(tx: Tx) -> None:
        await house.cases.sweep_words(tx, before=now - WORDS_LIVE_HOURS * 3600)
        await house.inbox.sweep(tx, now)

    await house.database.transact(unit)
    await house.database.tidy()
