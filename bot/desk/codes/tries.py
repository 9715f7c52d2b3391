"""Tries of a chat at words that open something: five in any hour, counted together, whatever is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.codes.return_code import after_try, may_try

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from storage.database import Tx


async def left(house: House, tx: Tx, chat: int, now: int) -> bool:
    """Whether a chat may try once more."""
    return may_try(await house.tries.of(tx, bot=house.line.bot, chat=chat), now)


async def count(turn: Turn, chat: int) -> None:
    """One more try of this chat. It outlives the person: erasing everything gives no new tries."""
    tries, bot = turn.house.tries, turn.house.line.bot
    tried = after_try(await tries.of(turn.tx, bot=bot, chat=chat), turn.now)
    await tries.keep(turn.tx, tried, bot=bot, chat=chat, now=turn.now)
