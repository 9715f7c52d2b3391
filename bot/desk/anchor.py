"""The audit's anchor: once a day its count and newest link go out of the server, so that a cut end shows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.house import Turn
from bot.messages import Priority, Send, Work
from storage.audit_check import Anchor, anchor_of

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

TALLY: Final = "anchor"
_SENT: Final = "sent"


async def sweep(house: House, now: int) -> None:
    """Put today's anchor into the operator chat and the file, once; an audit that is still empty has none."""

    async def unit(tx: Tx) -> Anchor | None:
        count, link = await house.audit.head(tx)
        if not count or (await house.tallies.lately(tx, TALLY, days=0, now=now))[_SENT]:
            return None
        await house.tallies.add(tx, TALLY, _SENT, now=now)
        await house.tallies.sweep(tx, TALLY, days=2, now=now)
        anchor = anchor_of(count, link)
        text = house.say("desk-anchor", anchor=str(anchor))
        line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="notice", silent=True)
        await Turn(house, tx, Work(house.line.bot, 0, now)).put(replace(line, priority=Priority.BOARD))
        return anchor

    anchor = await house.database.transact(unit)
    if anchor is not None:
        await asyncio.to_thread(house.keep_anchor, f"{anchor}\n")
