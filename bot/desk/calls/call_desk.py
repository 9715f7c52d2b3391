"""Five words that were heard over the telephone are made into keys outside every unit, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.access import desks_of
from bot.desk.calls import phone_case
from bot.desk.codes import codes
from bot.errors import ApiError
from bot.loops import Wakeable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.codes.return_code import CodeKeys
    from bot.desk.house import House
    from storage.calls import Call
    from storage.database import Tx


@dataclass(slots=True, kw_only=True, eq=False)
class CallDesk(Wakeable):
    """Tries what waits to be tried; the words lie sealed in the call until then, also across a crash."""

    now: Callable[[], int]

    async def run(self, house: House) -> None:
        """Loop: try every call that waits for it, then wait for the next."""
        await self.rounds(lambda: try_all(house, self.now()))


async def try_all(house: House, now: int) -> None:
    """Try the words of every call that waits for it."""
    for call in await house.database.transact(partial(house.calls.left, before=now + 1)):
        if call.stage == "trying":
            await codes.finish_told(house, call.heard, now)
            keys = await house.kitchen.cook(call.heard, asker=call.user)
            desks = await _desks(house, call.user)
            await house.database.transact(partial(_tried, house, call, keys, desks, now))


async def _desks(house: House, user: int) -> frozenset[int]:
    """The operator chats he is in; none of several where Telegram can not be asked."""
    if len(house.chats) == 1:
        return frozenset(house.chats)
    try:
        return await desks_of(house, user)
    except ApiError:
        return frozenset()


async def _tried(  # noqa: PLR0913, PLR0917 - what was tried, with what, by whom
    house: House, tried: Call, keys: CodeKeys, desks: frozenset[int], now: int, tx: Tx
) -> None:
    """The call may be over meanwhile, or its operator one no more."""
    call = await house.calls.find(tx, tried.user)
    operator = await house.operators.find(tx, chat=house.line.chat, user=tried.user)
    if call is not None and operator is not None and (call.stage, call.heard) == ("trying", tried.heard):
        await phone_case.tried(phone_case.turn_at(house, tx, now), operator, call, keys, desks)
