"""Five words that were heard over the telephone are made into keys outside every unit, one after another."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.desk import codes, phone_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.house import House
    from bot.desk.return_code import CodeKeys
    from storage.calls import Call
    from storage.database import Tx


class CallDesk:
    """Tries what waits to be tried; the words lie sealed in the call until then, also across a crash."""

    def __init__(self, now: Callable[[], int]) -> None:
        """`now`: the unix second it is."""
        self._now = now
        self._waiting = asyncio.Event()

    def wake(self) -> None:
        """A call with all five words was committed."""
        self._waiting.set()

    async def run(self, house: House) -> None:
        """Loop: try every call that waits for it, then wait for the next."""
        self._waiting.set()
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            await try_all(house, self._now())


async def try_all(house: House, now: int) -> None:
    """Try the words of every call that waits for it."""
    for call in await house.database.transact(partial(house.calls.left, before=now + 1)):
        if call.stage == "trying":
            await codes.finish_told(house, call.heard, now)
            keys = await house.kitchen.cook(call.heard, asker=call.user)
            await house.database.transact(partial(_tried, house, call, keys, now))


async def _tried(house: House, tried: Call, keys: CodeKeys, now: int, tx: Tx) -> None:
    """The call may be over meanwhile, or its operator one no more."""
    call = await house.calls.find(tx, tried.user)
    operator = await house.operators.find(tx, chat=house.line.chat, user=tried.user)
    if call is not None and operator is not None and (call.stage, call.heard) == ("trying", tried.heard):
        await phone_case.tried(phone_case.turn_at(house, tx, now), operator, call, keys)
