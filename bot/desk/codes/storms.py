"""Many codes are typed at once: all of them are tried in turn, nobody is refused, and operators hear of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.house import HOUR, Turn
from bot.logs import Event, note
from bot.messages import Priority, Send, Work

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

MANY: Final = 50
"""So many that wait are more than people: at five tries an hour it takes so many chats."""
_TOLD: Final = "storm"


async def look(house: House, now: int) -> None:
    """Tell the operators, once in an hour."""
    if (waiting := house.kitchen.depth) >= MANY:
        await house.database.transact(partial(_alarm, house, now, waiting))


async def _alarm(house: House, now: int, waiting: int, tx: Tx) -> None:
    if await house.hours.last(tx, _TOLD) == now // HOUR * HOUR:
        return
    await house.hours.keep(tx, _TOLD, now=now)
    note(Event.CODES_STORMED, waiting=waiting)
    text = house.say("desk-codes-storm", count=waiting)
    line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="alarm", priority=Priority.URGENT)
    await Turn(house, tx, Work(bot=house.line.bot, update_id=0, now=now)).put(line)
