"""The audit's anchor: once a day its count and newest link go out of the server, so that a cut end shows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.desk.alarming import chiefs
from bot.desk.house import Turn
from bot.messages import Priority, Send, Work
from storage.audit_check import Anchor, anchor_of

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.database import Tx

TALLY: Final = "anchor"
_SENT: Final = "sent"


async def sweep(house: House, now: int) -> None:
    """Put today's anchor into the operator chat, to supervisors and into the file, once; an empty audit has none."""
    if not await house.database.transact(partial(_due, house, now)):
        return
    chiefs_now = await chiefs.asked(house)

    async def unit(tx: Tx) -> Anchor | None:
        if not await _due(house, now, tx):
            return None
        await house.tallies.add(tx, TALLY, _SENT, now=now)
        await house.tallies.sweep(tx, TALLY, days=2, now=now)
        anchor = anchor_of(*await house.audit.head(tx))
        text = house.say("desk-anchor", anchor=str(anchor))
        line = Send(post=house.new_post(), chat=house.front, text=text, html=True, role="notice", silent=True)
        await Turn(house, tx, Work(house.line.bot, 0, now)).put(replace(line, priority=Priority.BOARD))
        say = partial(_said, house, anchor)
        await chiefs.told(house, tx, chiefs_now, say, now=now, priority=Priority.BOARD, group=False)
        return anchor

    anchor = await house.database.transact(unit)
    if anchor is not None:
        await asyncio.to_thread(house.keep_anchor, f"{anchor}\n")


async def _due(house: House, now: int, tx: Tx) -> bool:
    count, _ = await house.audit.head(tx)
    return bool(count) and not (await house.tallies.lately(tx, TALLY, days=0, now=now))[_SENT]


def _said(house: House, anchor: Anchor, language: str) -> str:
    return house.texts.say(language, "desk-anchor", anchor=str(anchor))
